import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import {
  aFinanceJournal,
  aFinanceLine,
  batchPart,
  changeSet,
  type FinanceClient,
  signInToFinance,
} from './support/finance.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let client: FinanceClient;
let journal: string;
beforeAll(async () => {
  mock = await startSandbox();
});
beforeEach(async () => {
  client = await signInToFinance(mock);
  journal = await aFinanceJournal(client);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const line = (number: number, more: object = {}) =>
  batchPart('POST', 'LedgerJournalLines?cross-company=true', aFinanceLine(journal, number, more));
const stored = () => mock.finance.journals()[0]?.lines.map((each) => each['LineNumber']);
const statuses = (body: unknown) => [...String(body).matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]));

test('a batch is multipart and answers 200, whatever became of its parts', async () => {
  const accounts = batchPart('GET', `${mock.urls.finance}/data/MainAccounts?$top=1`);
  const reply = await client.batch([accounts, line(1), line(1), line(2)]);
  expect(reply).toMatchObject({
    status: 200,
    headers: { 'content-type': expect.stringMatching(/^multipart\/mixed; b/) },
  });
  // It ends at the first failure.
  expect(statuses(reply.body)).toEqual([200, 201, 500]);
  expect(String(reply.body)).toContain('The record already exists..');
  expect(stored()).toEqual([1]);
});

test('a batch goes on after a failure when asked to', async () => {
  const reply = await client.batch([line(1), line(1), line(2)], { prefer: 'odata.continue-on-error' });
  expect(statuses(reply.body)).toEqual([201, 500, 201]);
  expect(stored()).toEqual([1, 2]);
});

test('a change set is all or nothing, and its failure is answered once', async () => {
  const bad = line(3, { AccountDisplayValue: '9999' });
  const failed = await client.batch([changeSet([line(1), line(2), bad])]);
  expect(statuses(failed.body)).toEqual([500]);
  expect(stored()).toEqual([]);
  const named = [line(1), line(2), bad].map((part, at) => `Content-ID: ${at + 1}\r\n${part}`);
  expect(String((await client.batch([changeSet(named)])).body).match(/Content-ID: \d/g)).toEqual(['Content-ID: 3']);
  const done = await client.batch([changeSet([line(1), line(2)])]);
  expect(statuses(done.body)).toEqual([201, 201]);
  expect(stored()).toEqual([1, 2]);
});

test('more operations than allowed, another format and an unreadable part are refused whole', async () => {
  await control(mock, '/finance/settings', { batchLimit: 1 });
  expect((await client.batch([changeSet([line(1), line(2)])])).status).toBe(400);
  expect((await client.call('POST', 'data/$batch', { requests: [] })).status).toBe(400);
  expect((await client.batch(['nonsense'])).status).toBe(400);
  expect((await client.call('GET', 'data/$batch')).status).toBe(405);
  expect(stored()).toEqual([]);
});

test('items of a batch meet faults by their own operation', async () => {
  await control(mock, '/faults', { operation: 'finance.LedgerJournalLines.create', nth: [2], effect: 'too-many' });
  expect(statuses((await client.batch([line(1), line(2)])).body)).toEqual([201, 429]);
  await control(mock, '/faults', { operation: 'finance.LedgerJournalLines.create', times: 1, effect: 'lost' });
  await expect(client.batch([line(3)])).rejects.toThrow('socket hang up');
  expect(stored()).toEqual([1, 3]);
});

test('the answer of a batch may be partial, shuffled or lack its end', async () => {
  const atBatch = (effect: string) => control(mock, '/faults', { operation: 'finance.batch', times: 1, effect });
  await atBatch('partial-batch');
  expect(statuses((await client.batch([line(1), line(2)])).body)).toEqual([201]);
  expect(stored()).toEqual([1]);
  await atBatch('omitted-batch-result');
  expect(statuses((await client.batch([line(2), line(3)])).body)).toEqual([201]);
  expect(stored()).toEqual([1, 2, 3]);
  await atBatch('shuffled-batch-results');
  const reply = await client.batch([line(4), line(4)], { prefer: 'odata.continue-on-error' });
  expect(statuses(reply.body)).toEqual([500, 201]);
});
