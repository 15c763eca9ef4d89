import { logActions, logResults, logTriggers, norwegian, outboxStates, recordKinds } from '@bilag/core';
import { expect, test } from 'vitest';
import { logWordMessages } from '../src/i18n/log-words.ts';
import { languages, type MessageTable } from '../src/i18n/message-table.ts';
import { wordMessages } from '../src/i18n/words.ts';
import { recordMessages } from '../src/screens/record/messages.ts';

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

test.each(['DIFFERS', 'MISSING', 'TAKEN', 'UNCHECKED'] as const)(
  'what to do about POSTED_VOUCHER_%s names the tick as the console does, before what the API calls it',
  (what) => {
    const tick = recordMessages['record.posted.all-the-same'].nb;
    expect(norwegian[`POSTED_VOUCHER_${what}`].remedy).toMatch(
      new RegExp(`«${tick}» \\(i API-et «confirmDifference»\\)\\.$`),
    );
  },
);

test('in bokmål no error that somebody meets in a form is explained with the words of the API alone', () => {
  const met = ['UNKNOWN_ORGANIZATION', 'INVALID_SETTINGS', 'INVALID_CREDENTIALS_FORM', 'MAPPING_INVALID'] as const;
  const explained = met.map((code) => `${norwegian[code].meaning} ${norwegian[code].remedy}`);
  const beside = explained.map((it) => it.replaceAll(/ \(i API-et[^)]*\)/g, ''));
  expect(beside.filter((it) => /token|skjema|findings|gjentas/.test(it))).toEqual([]);
});
