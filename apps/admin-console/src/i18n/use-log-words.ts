import { useMemo } from 'react';
import { logWordMessages } from './log-words.ts';
import { useText } from './use-text.ts';

type Id = keyof typeof logWordMessages;

/** What people call the words of the audit log. One that the console does not know yet stays as the API has it. */
export interface LogWords {
  action(word: string): string;
  /** What an entry tells of, and whether that was done with the voucher that takes the record's own back. */
  deed(entry: { readonly action: string; readonly isReversal: boolean }): string;
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
    const action = wordFor('action');
    const deed = (entry: { readonly action: string; readonly isReversal: boolean }) =>
      entry.isReversal && entry.action !== 'reversal'
        ? say('deed.of-reversal', { action: lowerFirst(action(entry.action)) })
        : action(entry.action);
    return { action, deed, result: wordFor('result'), actor: wordFor('actor') };
  }, [say]);
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

const isKnown = (id: string): id is Id => Object.hasOwn(logWordMessages, id);

/** The words that one may filter by, in their usual order. */
export const knownWords = (group: 'action' | 'result'): readonly string[] =>
  Object.keys(logWordMessages).flatMap((id) => (id.startsWith(`${group}.`) ? [id.slice(group.length + 1)] : []));
