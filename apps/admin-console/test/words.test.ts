import { logActions, logResults, logTriggers, outboxStates, recordKinds } from '@bilag/core';
import { expect, test } from 'vitest';
import { logWordMessages } from '../src/i18n/log-words.ts';
import { languages, type MessageTable } from '../src/i18n/message-table.ts';
import { wordMessages } from '../src/i18n/words.ts';

const sentences: MessageTable = { ...wordMessages, ...logWordMessages };
const groups = {
  action: logActions,
  result: logResults,
  trigger: logTriggers,
  state: outboxStates,
  kind: recordKinds,
} as const;

test.each(languages)(
  'AUD-1 whatever the service writes into the audit log, and every state of a record, has words in %s',
  (language) => {
    const ids = Object.entries(groups).flatMap(([group, words]) => words.map((word) => `${group}.${word}`));
    expect(ids.length).toBeGreaterThan(50);
    expect(ids.filter((id) => (sentences[id]?.[language] ?? '').trim() === '')).toEqual([]);
  },
);
