import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { textIn } from './support/business-central.ts';
import { ADD_ITEMS, ask, aVoucher, control, startSandbox } from './support/sandbox.ts';
import { anEntry, pageIn, type RestClient, signInRest } from './support/xledger-rest.ts';

let mock: MockErp;
let client: RestClient;
beforeAll(async () => {
  mock = await startSandbox({ xledgerRestSettings: { tokenLifetimeSeconds: 1_000_000_000 } });
  client = await signInRest(mock);
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const runBookingJob = () => control(mock, '/xledger/booking-job');
const stateOf = async (externalId = 'X2031') =>
  pageIn((await client.call('GET', `/v1/journal-entries?externalId=${externalId}`)).body).items;

test('an entry is queued, then booked under a transaction number, in the same books as over GraphQL', async () => {
  const created = await client.post(anEntry({ voucherNo: 26_000_417, text: 'Train' }));
  expect(created).toMatchObject({
    status: 201,
    body: { externalId: 'X2031', voucherNo: 26_000_417, status: 'queued' },
  });
  const id = textIn(created.body, 'id');
  expect(created.headers.get('location')).toBe(`/xledger/rest/v1/journal-entries/${id}`);
  const queue = '{ glImportItems { edges { node { trRegNumber extIdentifier amount text glObject2 { code } } } } }';
  expect(await ask(mock, queue)).toMatchObject({
    data: {
      glImportItems: {
        edges: [
          { node: { trRegNumber: 26_000_417, extIdentifier: 'X2031', amount: '842.50', glObject2: { code: '310' } } },
          { node: { amount: '-842.50', text: 'Train', glObject2: null } },
        ],
      },
    },
  });
  await runBookingJob();
  const booked = { id, externalId: 'X2031', voucherNo: 26_000_417, status: 'booked', transactionNumber: 20_000_001 };
  expect((await client.call('GET', `/v1/journal-entries/${id}`)).body).toMatchObject(booked);
  expect(await stateOf()).toEqual([expect.objectContaining(booked)]);
  const journal = '{ journalEntries(filter: { extIdentifier: "X2031" }) { edges { node { amount subledgerDbId } } } }';
  expect(await ask(mock, journal)).toMatchObject({
    data: { journalEntries: { edges: [{}, { node: { amount: '-842.50', subledgerDbId: 71_187 } }] } },
  });
});

test('a repeat gives the same entry and says so, before and after booking, however its fields are ordered', async () => {
  const first = await client.post(anEntry());
  const { lines, ...rest } = anEntry();
  const turned = { lines: lines.map((line) => Object.fromEntries(Object.entries(line).toReversed())), ...rest };
  const repeat = await client.post(turned);
  expect(repeat).toMatchObject({ status: 200, body: { id: textIn(first.body, 'id') } });
  expect(repeat.headers.get('idempotency-replayed')).toBe('true');
  expect(mock.xledger.queue.rows()).toHaveLength(2);
  await runBookingJob();
  expect(await client.post(anEntry())).toMatchObject({ status: 200, body: { status: 'booked' } });
  expect(mock.xledger.queue.rows()).toEqual([]);
  expect(mock.world.ledger.list()).toHaveLength(1);
});

test('two repeats at the same moment make one entry', async () => {
  const answers = await Promise.all([client.post(anEntry()), client.post(anEntry()), client.post(anEntry())]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 201]);
  expect(mock.xledger.queue.rows()).toHaveLength(2);
});

test('another body under the same key is a conflict', async () => {
  await client.post(anEntry());
  const other = await client.post(anEntry({ text: 'Something else' }));
  expect(other).toMatchObject({ status: 409, body: { errors: [{ code: 'idempotency_conflict' }] } });
  expect(mock.xledger.queue.rows()).toHaveLength(2);
});

test.each([
  [{}, 'missing_idempotency_key'],
  [{ 'idempotency-key': 'another' }, 'idempotency_key_mismatch'],
])('an entry whose key is %o is refused', async (headers, code) => {
  const answer = await client.call('POST', '/v1/journal-entries', { body: anEntry(), headers });
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: '', code }] } });
});

test.each([
  [{ externalId: undefined }, '/externalId', 'missing_field'],
  [{ date: '2026-02-30' }, '/date', 'invalid_value'],
  [{ currency: 'kroner' }, '/currency', 'invalid_value'],
  [{ lines: [{ account: '7140', amount: '0.00' }] }, '/lines', 'invalid_value'],
  [{ voucherNo: 100_000_000 }, '/voucherNo', 'invalid_value'],
  [{ postingDate: '2026-03-05' }, '/postingDate', 'unknown_field'],
  [{ line: { costCentre: '310' } }, '/lines/0/costCentre', 'unknown_field'],
  [{ line: { amount: 842.5 } }, '/lines/0/amount', 'invalid_value'],
  [{ line: { amount: '842.505' } }, '/lines/0/amount', 'invalid_value'],
  [{ line: { amount: '842,50' } }, '/lines/0/amount', 'invalid_value'],
])('an entry with %o has a wrong shape', async (changes, path, code) => {
  const entry = 'line' in changes ? anEntry(changes) : { ...anEntry(), ...changes };
  const headers = { 'idempotency-key': 'X2031' };
  const answer = await client.call('POST', '/v1/journal-entries', { body: entry, headers });
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path, code }] } });
  expect(client.document.allowsEntry(JSON.parse(JSON.stringify(entry)))).toBe(false);
});

test('a body that is no JSON is refused', async () => {
  const post = (body: string, headers = {}) => client.call('POST', '/v1/journal-entries', { body, headers });
  expect(await post('{"externalId":')).toMatchObject({ status: 400, body: { errors: [{ code: 'malformed' }] } });
  expect(await post('<entry/>', { 'content-type': 'text/xml' })).toMatchObject({ status: 415 });
});

test.each([
  [{ line: { account: '9999' } }, '/lines/0/account', 'unknown_account'],
  [{ line: { costCenter: '999' } }, '/lines/0/costCenter', 'unknown_dimension_value'],
  [{ line: { dimensions: { PROJECT: '1' } } }, '/lines/0/dimensions/PROJECT', 'unknown_dimension_value'],
  [{ line: { dimensions: { SHIP: '1' } } }, '/lines/0/dimensions/SHIP', 'unknown_dimension'],
  [{ line: { dimensions: { COST_CENTER: '320' } } }, '/lines/0/dimensions/COST_CENTER', 'duplicate_dimension'],
  [{ line: { project: '1' } }, '/lines/0/project', 'unknown_project'],
  [{ line: { taxRule: '99' } }, '/lines/0/taxRule', 'unknown_tax_rule'],
  [{ line: { subledger: 'E1' } }, '/lines/0/subledger', 'unknown_subledger'],
  [{ currency: 'USD' }, '/currency', 'unknown_currency'],
  [{ line: { amount: '842.00' } }, '/lines', 'unbalanced'],
  [{ date: '2025-12-31' }, '/date', 'not_open'],
  [{ line: { account: '7199' } }, '/lines/0/account', 'not_open'],
  [{ line: { costCenter: '399' } }, '/lines/0/costCenter', 'not_open'],
  [{ line: { project: '4499' } }, '/lines/0/project', 'not_open'],
  [{ line: { dimensions: { PROJECT: '4499' } } }, '/lines/0/dimensions/PROJECT', 'not_open'],
])('an entry with %o is refused at once, and can be sent again corrected', async (changes, path, code) => {
  const refused = await client.post(anEntry(changes));
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ path, code, message: expect.any(String) }] } });
  expect(await stateOf()).toEqual([]);
  expect((await client.post(anEntry())).status).toBe(201);
});

test('all that is wrong with an entry is said at once', async () => {
  const { body } = await client.post(anEntry({ date: '2025-01-01', line: { account: '9999', amount: '1.00' } }));
  expect(body).toMatchObject({ errors: [{ code: 'not_open' }, { code: 'unbalanced' }, { code: 'unknown_account' }] });
});

test('what closes between acceptance and booking rejects the entry, until it can be booked', async () => {
  await client.post(anEntry());
  await control(mock, '/settings', { xledger: { blockedAccounts: ['7140'] } });
  await runBookingJob();
  const errors = [{ path: '/lines/0', code: 'not_booked', message: 'Account 7140 is closed for posting.' }];
  expect(await stateOf()).toEqual([expect.objectContaining({ status: 'rejected', errors })]);
  await control(mock, '/settings', { xledger: { blockedAccounts: [] } });
  await runBookingJob();
  expect(await stateOf()).toEqual([expect.objectContaining({ status: 'booked' })]);
});

test('rows that a person takes out of the queue are forgotten, so the entry may be sent again', async () => {
  await client.post(anEntry());
  const dbIds = mock.xledger.queue.rows().map((row) => String(row.dbId));
  await ask(mock, 'mutation ($dbIds: [Int64String!]!) { removeGLImportItems(dbIds: $dbIds) { numAffected } }', {
    dbIds,
  });
  expect(await stateOf()).toEqual([]);
  expect((await client.post(anEntry())).status).toBe(201);
});

test('entries without a voucher number get one each and never share a voucher', async () => {
  for (const externalId of ['A', 'B', 'C']) await client.post(anEntry({ externalId }));
  const taken = await client.post(anEntry({ externalId: 'D', voucherNo: 90_000_001 }));
  expect(taken).toMatchObject({
    status: 422,
    body: { errors: [{ path: '/voucherNo', code: 'voucher_number_in_use' }] },
  });
  await runBookingJob();
  expect(mock.world.ledger.list().map(({ reference }) => reference)).toEqual(['A', 'B', 'C']);
  expect(await client.list('/v1/journal-entries', 2)).toMatchObject([
    { externalId: 'A', voucherNo: 90_000_001 },
    { externalId: 'B', voucherNo: 90_000_002 },
    { externalId: 'C', voucherNo: 90_000_003 },
  ]);
});

test('rows sent over GraphQL are no entries here, even under the same external identifier', async () => {
  await ask(mock, ADD_ITEMS, aVoucher({ key: 'X2031' }));
  expect(await stateOf()).toEqual([]);
  expect((await client.post(anEntry())).status).toBe(201);
  await runBookingJob();
  expect(mock.world.ledger.list()).toHaveLength(2);
  expect(await stateOf()).toEqual([expect.objectContaining({ status: 'booked', transactionNumber: 20_000_002 })]);
});

test('an entry whose answer is lost is there, and a repeat finds it', async () => {
  await control(mock, '/faults', { operation: 'xledger-rest.journalEntries.create', times: 1, effect: 'lost' });
  await expect(client.post(anEntry())).rejects.toThrow('fetch failed');
  expect(await client.post(anEntry())).toMatchObject({ status: 200, body: { status: 'queued' } });
  expect(mock.xledger.queue.rows()).toHaveLength(2);
});

test('after a restart queued and booked entries are known as before, their keys included', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mock-erp-'));
  const files = { ledgerFile: join(folder, 'ledger.jsonl'), stateFile: join(folder, 'queue.json') };
  const before = await startSandbox(files);
  const earlier = await signInRest(before);
  const booked = await earlier.post(anEntry({ externalId: 'BOOKED' }));
  await control(before, '/xledger/booking-job');
  const queued = await earlier.post(anEntry({ externalId: 'QUEUED' }));
  await before.close();

  await using after = await startSandbox(files);
  const later = await signInRest(after);
  expect(await later.list('/v1/journal-entries')).toEqual([
    expect.objectContaining({ id: textIn(booked.body, 'id'), status: 'booked', transactionNumber: 20_000_001 }),
    queued.body,
  ]);
  expect(await later.post(anEntry({ externalId: 'BOOKED' }))).toMatchObject({ status: 200 });
  expect(await later.post(anEntry({ externalId: 'QUEUED', text: 'other' }))).toMatchObject({ status: 409 });
  rmSync(folder, { recursive: true });
});
