import { useMemo } from 'react';
import { logWordMessages } from './log-words.ts';
import { useText } from './use-text.ts';

type Id = keyof typeof logWordMessages;

/** What people call the words of the audit log. One that the console does not know yet stays as the API has it. */
export interface LogWords {
  action(word: string): string;
  result(word: string): string;
  actor(word: string): string;
}

/** The words of the audit log in the reader's language. */
export function useLogWords(): LogWords {
  const say = useText();
  return useMemo(() => {
    const wordFor = (group: string) => (word: string) => {
      const id = `${group}.${word}`;
      return isKnown(id) ? say(id) : word;
    };
    return { action: wordFor('action'), result: wordFor('result'), actor: wordFor('actor') };
  }, [say]);
}

const isKnown = (id: string): id is Id => Object.hasOwn(logWordMessages, id);

/** The words that one may filter by, in their usual order. */
export const knownWords = (group: 'action' | 'result'): readonly string[] =>
  Object.keys(logWordMessages).flatMap((id) => (id.startsWith(`${group}.`) ? [id.slice(group.length + 1)] : []));
