import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { textIn } from './support/business-central.ts';
import { startSandbox } from './support/sandbox.ts';
import { anEntry, askForRestToken, exchange, type RestClient, signInRest } from './support/xledger-rest.ts';

let mock: MockErp;
let client: RestClient;
beforeAll(async () => {
  mock = await startSandbox();
  client = await signInRest(mock);
});
afterAll(() => mock.close());

const OPERATIONS = [
  'POST /oauth2/token',
  'GET /v1/me',
  'GET /v1/accounts',
  'GET /v1/dimensions',
  'GET /v1/projects',
  'GET /v1/tax-rules',
  'GET /v1/subledgers',
  'GET /v1/periods',
  'GET /v1/journal-entries',
  'POST /v1/journal-entries',
  'GET /v1/journal-entries/{id}',
];

test('the document names the operations of the contract and no others', () => {
  expect(client.document.operations).toEqual(OPERATIONS);
});

test('every documented operation answers as documented', async () => {
  const created = await client.post(anEntry());
  expect(created.status).toBe(201);
  expect((await askForRestToken(mock)).status).toBe(200);
  const reads = OPERATIONS.filter((operation) => operation.startsWith('GET ')).map((it) => it.slice('GET '.length));
  for (const path of reads) {
    const { status } = await client.call('GET', path.replace('{id}', textIn(created.body, 'id')));
    expect([path, status]).toEqual([path, 200]);
  }
});

test('every operation of the API wants a token', async () => {
  const { document } = client;
  for (const operation of OPERATIONS.filter((it) => it.includes('/v1/'))) {
    const [method = '', path = ''] = operation.split(' ');
    const answer = await exchange(mock, document, { method, path: path.replace('{id}', 'je_1') });
    expect(answer).toMatchObject({ status: 401, body: { errors: [{ code: 'invalid_token' }] } });
  }
});

test('every field that an entry may have is taken, here and in the document', async () => {
  const line = {
    dimensions: { PROJECT: '4402' },
    project: '4402',
    taxRule: '0',
    text: 'Train',
    invoiceNumber: 'X9',
    invoiceDate: '2026-03-01',
    dueDate: '2026-03-20',
  };
  const entry = anEntry({ externalId: 'X9', voucherNo: 1, text: 'Travel', line });
  expect(client.document.allowsEntry(entry)).toBe(true);
  expect((await client.post(entry)).status).toBe(201);
});

test('what is nowhere documented is not there', async () => {
  for (const path of ['/v1/customers', '/v2/me']) {
    const reply = await fetch(`${mock.urls.xledgerRest}${path}`);
    expect(reply.status).toBe(404);
    expect(await reply.json()).toMatchObject({ errors: [{ code: 'not_found' }] });
  }
});
