import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import {
  aJournal,
  aLine,
  type Client,
  COMPANY,
  type Reply,
  refusal,
  signIn,
  valuesIn,
} from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let client: Client;
beforeAll(async () => {
  mock = await startSandbox();
});
beforeEach(async () => {
  client = await signIn(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const SNAPSHOT = { isolation: 'snapshot' };
const add = (id: string, journal: string, line: object, more: object = {}) => ({
  id,
  method: 'POST',
  url: `${journal}/journalLines`,
  headers: { 'content-type': 'application/json' },
  body: line,
  ...more,
});
const outcomes = ({ body }: Reply): unknown[] => {
  const responses: unknown =
    typeof body === 'object' && body !== null && 'responses' in body ? body.responses : undefined;
  if (!Array.isArray(responses)) throw new TypeError(`No batch answer: ${JSON.stringify(body)}`);
  return responses.map(({ id, status }: { id: unknown; status: unknown }) => [id, status]);
};
const staged = async (journal: string) => valuesIn(await client.call('GET', `${journal}/journalLines`)).length;
const threeWithBadSecond = (journal: string) => [
  add('a', journal, aLine(10_000, '7140', 1)),
  add('b', journal, aLine(20_000, '9999', 1)),
  add('c', journal, aLine(30_000, '2910', -1)),
];

test('items run in order, and each answers as it would alone', async () => {
  const journal = await aJournal(client, 'A');
  const reply = await client.batch([
    add('a', journal, aLine(10_000, '7140', 1)),
    { method: 'GET', url: `/${journal}/journalLines?$select=lineNumber` },
    { id: 'p', method: 'POST', url: `${journal}/Microsoft.NAV.post` },
  ]);
  expect(reply.status).toBe(200);
  expect(reply.body).toMatchObject({
    responses: [
      { id: 'a', status: 201, headers: { 'odata-version': '4.0' }, body: { lineNumber: 10_000 } },
      { id: null, status: 200, body: { value: [{ lineNumber: 10_000 }] } },
      { id: 'p', status: 400, body: { error: { code: 'Application_DialogException' } } },
    ],
  });
});

test('a batch stops at the first failure, and what went before stays', async () => {
  const journal = await aJournal(client, 'A');
  expect(outcomes(await client.batch(threeWithBadSecond(journal)))).toEqual([
    ['a', 201],
    ['b', 400],
  ]);
  expect(await staged(journal)).toBe(1);
});

test('a batch goes on after a failure if it is told to, but not with what depends on it', async () => {
  const journal = await aJournal(client, 'A');
  const goesOn = { prefer: 'odata.continue-on-error' };
  expect(outcomes(await client.batch(threeWithBadSecond(journal), goesOn))).toEqual([
    ['a', 201],
    ['b', 400],
    ['c', 201],
  ]);
  const dependent = [
    add('x', journal, aLine(40_000, '9999', 1)),
    add('y', journal, aLine(50_000, '7140', 1), { dependsOn: ['x'] }),
  ];
  expect(outcomes(await client.batch(dependent, goesOn))).toEqual([
    ['x', 400],
    ['y', 424],
  ]);
  expect(await staged(journal)).toBe(2);
});

test('in a snapshot a failure takes everything back, though the earlier items report success', async () => {
  const journal = await aJournal(client, 'A');
  const reply = await client.batch(threeWithBadSecond(journal), SNAPSHOT);
  expect(outcomes(reply)).toEqual([
    ['a', 201],
    ['b', 400],
  ]);
  expect(reply.body).toMatchObject({ responses: [{ body: { id: expect.any(String) } }, {}] });
  expect(await staged(journal)).toBe(0);
  const firstBad = threeWithBadSecond(journal).slice(1);
  expect(outcomes(await client.batch(firstBad, SNAPSHOT))).toEqual([['b', 400]]);
  expect(outcomes(await client.batch([add('a', journal, aLine(1, '7140', 1))], SNAPSHOT))).toEqual([['a', 201]]);
  expect(await staged(journal)).toBe(1);
});

test('what was posted inside a snapshot stays posted', async () => {
  await control(mock, '/clock', { frozen: true, now: '2026-05-05T08:00:00Z' });
  client = await signIn(mock);
  const journal = await aJournal(client, 'A');
  const items = [
    add('a', journal, aLine(10_000, '7140', 1)),
    add('b', journal, aLine(20_000, '2910', -1)),
    { id: 'p', method: 'POST', url: `${journal}/Microsoft.NAV.post` },
    add('c', journal, aLine(30_000, '9999', 1)),
  ];
  expect(outcomes(await client.batch(items, SNAPSHOT))).toEqual([
    ['a', 201],
    ['b', 201],
    ['p', 204],
    ['c', 400],
  ]);
  expect(mock.world.ledger.list()).toHaveLength(1);
  expect(await staged(journal)).toBe(1);
});

test('a batch of more than a hundred items is refused as a whole', async () => {
  const items = Array.from({ length: 101 }, () => ({ method: 'GET', url: 'companies' }));
  expect(await client.batch(items)).toMatchObject(refusal(500, 'Unknown', 'At most 100'));
  expect(outcomes(await client.batch(items.slice(1)))).toHaveLength(100);
});

test('without asking for JSON by name the answer is multipart', async () => {
  const reply = await client.batch([{ id: '1', method: 'GET', url: 'companies' }], { accept: '*/*' });
  expect(reply.headers['content-type']).toMatch(/^multipart\/mixed; boundary=batchresponse_/);
  expect(reply.body).toContain('HTTP/1.1 200');
});

test('the company may stand in a header of the item', async () => {
  const item = (headers: object) => ({ id: '1', method: 'GET', url: 'accounts?$top=1', headers });
  expect(outcomes(await client.batch([item({ Company: 'HLF' })]))).toEqual([['1', 200]]);
  expect(outcomes(await client.batch([item({})]))).toEqual([['1', 400]]);
});

test('atomicity groups are passed over, or refused by a switch', async () => {
  const item = { id: '1', method: 'GET', url: 'companies', atomicityGroup: 'g' };
  expect((await client.batch([item])).status).toBe(200);
  await control(mock, '/business-central/settings', { atomicityGroup: 'refused' });
  expect((await client.batch([item])).status).toBe(400);
});

test('an item may ask for the size of its page, or may not, by a switch', async () => {
  const headers = { prefer: 'odata.maxpagesize=1' };
  const item = { id: '1', method: 'GET', url: `${COMPANY}/accounts`, headers };
  expect(JSON.stringify((await client.batch([item])).body)).toContain('nextLink');
  await control(mock, '/business-central/settings', { pageSizeInBatch: 'ignored' });
  expect(JSON.stringify((await client.batch([item])).body)).not.toContain('nextLink');
});

test('a fault hits an item of a batch by its own operation', async () => {
  const journal = await aJournal(client, 'A');
  await control(mock, '/faults', {
    operation: 'bc.journalLines.create',
    nth: [2],
    effect: { kind: 'status', status: 503 },
  });
  const items = [1, 2, 3].map((n) => add(String(n), journal, aLine(n, '7140', 1)));
  expect(outcomes(await client.batch(items))).toEqual([
    ['1', 201],
    ['2', 503],
  ]);
  expect(await staged(journal)).toBe(1);
  expect(mock.world.requests.counts()).toMatchObject({ 'bc.batch': 1, 'bc.journalLines.create': 2 });
});

test('a connection lost after an item leaves the whole batch done, lost before an item only what went before', async () => {
  const journal = await aJournal(client, 'A');
  const items = [1, 2, 3].map((n) => add(String(n), journal, aLine(n, '7140', 1)));
  await control(mock, '/faults', { operation: 'bc.journalLines.create', nth: [2], effect: 'lost' });
  await expect(client.batch(items)).rejects.toThrow('socket hang up');
  expect(await staged(journal)).toBe(3);
  const other = await aJournal(client, 'B');
  const others = [1, 2, 3].map((n) => add(String(n), other, aLine(n, '7140', 1)));
  await control(mock, '/faults', { operation: 'bc.journalLines.create', nth: [2], effect: 'dropped' });
  await expect(client.batch(others)).rejects.toThrow('socket hang up');
  expect(await staged(other)).toBe(1);
});

test('a connection lost inside a snapshot before its end leaves nothing', async () => {
  const journal = await aJournal(client, 'A');
  const items = [1, 2].map((n) => add(String(n), journal, aLine(n, '7140', 1)));
  await control(mock, '/faults', { operation: 'bc.journalLines.create', nth: [2], effect: 'dropped' });
  await expect(client.batch(items, SNAPSHOT)).rejects.toThrow('socket hang up');
  expect(await staged(journal)).toBe(0);
});

test('results may be fewer than the items, in another order, or all there although the answer says less', async () => {
  const journal = await aJournal(client, 'A');
  const batchOf = (from: number) =>
    client.batch([1, 2, 3].map((n) => add(String(n), journal, aLine(from + n, '7140', 1))));
  const next = (effect: object) => control(mock, '/faults', { operation: 'bc.batch', times: 1, effect });
  await next({ kind: 'partial-batch', items: 2 });
  expect(outcomes(await batchOf(0))).toEqual([
    ['1', 201],
    ['2', 201],
  ]);
  expect(await staged(journal)).toBe(2);
  await next({ kind: 'omit-batch-results', items: 2 });
  expect(outcomes(await batchOf(10))).toEqual([['1', 201]]);
  expect(await staged(journal)).toBe(5);
  await next({ kind: 'shuffle-batch-results' });
  expect(outcomes(await batchOf(20))).toEqual([
    ['3', 201],
    ['2', 201],
    ['1', 201],
  ]);
});

test('other writes wait while a snapshot is open, so none of it is committed with them', async () => {
  const journal = await aJournal(client, 'A');
  await control(mock, '/faults', { operation: 'bc.journalLines.create', nth: [2], effect: { kind: 'delay', ms: 200 } });
  const bad = client.batch(threeWithBadSecond(journal), SNAPSHOT);
  await expect.poll(() => mock.world.faults.list()[0]?.fired).toBe(1);
  expect((await client.call('POST', `${COMPANY}/journals`, { code: 'B' })).status).toBe(201);
  await bad;
  expect(await staged(journal)).toBe(0);
});
