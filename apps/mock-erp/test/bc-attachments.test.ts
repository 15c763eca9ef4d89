import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { aStagedVoucher, type Client, COMPANY, type Reply, send, signIn, textIn } from './support/business-central.ts';
import { startSandbox } from './support/sandbox.ts';

let mock: MockErp;
let client: Client;
let journal = '';
let line: { readonly id: string };
beforeEach(async () => {
  mock = await startSandbox();
  mock.world.clock.set(new Date('2026-05-04T10:00:00Z'));
  mock.world.clock.freeze();
  client = await signIn(mock);
  journal = await aStagedVoucher(client, 'FILES');
  line = mock.businessCentral.journals()[0]?.lines[0] ?? { id: '' };
});
afterEach(() => mock.close());

const make = (changes: object = {}) =>
  client.call('POST', `${COMPANY}/attachments`, {
    parentType: 'Journal',
    parentId: line.id,
    fileName: 'kvittering.pdf',
    ...changes,
  });
const path = (made: Reply) => `${COMPANY}/attachments(${textIn(made.body, 'id')})`;
const onLine = () => client.call('GET', `${journal}/journalLines(${line.id})/attachments`);

/** Bytes that are no text. */
const content = Buffer.from([0xff, 0xd8, 0x00, 0x0a, 0xfe]).toString('latin1');

test('a file is made on a journal line without content, which follows by itself', async () => {
  const made = await make();
  expect(made).toMatchObject({
    status: 201,
    body: { parentId: line.id, parentType: 'Journal', fileName: 'kvittering.pdf', byteSize: 0 },
  });
  const filled = await client.bytes('PATCH', `${path(made)}/attachmentContent`, content, { 'if-match': '*' });
  expect(filled.status).toBe(204);
  expect(await onLine()).toMatchObject({ body: { value: [{ fileName: 'kvittering.pdf', byteSize: 5 }] } });
  const filter = encodeURIComponent(`parentId eq ${line.id} and fileName eq 'kvittering.pdf'`);
  expect(await client.call('GET', `${COMPANY}/attachments?$filter=${filter}`)).toMatchObject({
    body: { value: [{ byteSize: 5 }] },
  });
  expect(mock.businessCentral.attachments()).toMatchObject([{ contentBase64: '/9gACv4=' }]);
});

test('a file can also be made at its line, where the parent is plain', async () => {
  const made = await client.call('POST', `${journal}/journalLines(${line.id})/attachments`, { fileName: 'a.png' });
  expect(made).toMatchObject({ status: 201, body: { parentId: line.id, fileName: 'a.png' } });
});

test('the content needs the present tag', async () => {
  const made = await make();
  const stream = `${path(made)}/attachmentContent`;
  const missing = await client.bytes('PATCH', stream, content);
  expect(missing).toMatchObject({ status: 400, body: { error: { code: 'BadRequest_InvalidToken' } } });
  const first = { 'if-match': textIn(made.body, '@odata.etag') };
  expect((await client.bytes('PATCH', stream, content, first)).status).toBe(204);
  expect(await client.bytes('PATCH', stream, content, first)).toMatchObject({
    status: 409,
    body: { error: { code: 'Request_EntityChanged' } },
  });
});

test.each(['', 'a/b.pdf', 'a:b.pdf', 'a?.pdf'])('the file name «%s» silently becomes another', async (fileName) => {
  expect(await make({ fileName })).toMatchObject({ status: 201, body: { fileName: 'filename.txt' } });
});

test.each([
  ['Vendor', 'Parent type Vendor is not supported. Use documentAttachments API instead.'],
  ['Employee', 'Parent type Employee is not supported. Use documentAttachments API instead.'],
  ['Sales_x0020_Invoice', 'No document with the specified ID exists.'],
])('a file on a %s is refused', async (parentType, message) => {
  expect(await make({ parentType })).toMatchObject({
    status: 400,
    body: { error: { code: 'Application_DialogException', message: expect.stringContaining(message) } },
  });
});

test.each([['id'], ['parentId'], ['parentType']])('the %s of a file cannot be changed', async (field) => {
  const made = await make();
  const value = field === 'parentType' ? 'Sales Order' : '00000000-0000-4000-8000-000000000001';
  expect(await client.call('PATCH', path(made), { [field]: value }, { 'if-match': '*' })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining(`the key field ${field}`) } },
  });
});

test('a file goes with its line, and can be taken away by itself', async () => {
  const made = await make();
  await make({ fileName: 'other.pdf' });
  expect((await client.call('DELETE', path(made))).status).toBe(204);
  expect(mock.businessCentral.attachments()).toMatchObject([{ fileName: 'other.pdf' }]);
  await client.call('DELETE', journal);
  expect(mock.businessCentral.attachments()).toEqual([]);
});

test.each(['gone', 'follow'] as const)('after posting the files of a line are: %s', async (afterPosting) => {
  mock.businessCentral.settings.attachmentsAfterPosting = afterPosting;
  const made = await make();
  await client.call('POST', `${journal}/Microsoft.NAV.post`);
  const entries = await client.call('GET', `${COMPANY}/generalLedgerEntries?$expand=attachments&$top=1`);
  const files = afterPosting === 'gone' ? [] : [{ fileName: 'kvittering.pdf' }];
  expect(entries).toMatchObject({ body: { value: [{ attachments: files }] } });
  const late = await client.bytes('PATCH', `${path(made)}/attachmentContent`, content, { 'if-match': '*' });
  expect(late.status).toBe(afterPosting === 'gone' ? 404 : 400);
});

test('the content can be read back byte by byte', async () => {
  const made = await make();
  await client.bytes('PATCH', `${path(made)}/attachmentContent`, content, { 'if-match': '*' });
  const reply = await send(mock, 'GET', `${client.base}/${path(made)}/attachmentContent`, {
    headers: { authorization: client.authorization },
  });
  expect(reply.headers['content-length']).toBe('5');
});

test('an environment may be listed where nobody answers', async () => {
  mock.businessCentral.settings.silentEnvironments = ['Stopped'];
  const headers = { authorization: client.authorization };
  const origin = new URL(mock.urls.businessCentral).origin;
  const listed = await send(mock, 'GET', `${origin}/environments/v1.2`, { headers });
  expect(listed).toMatchObject({ body: { value: [{ name: 'Production' }, { name: 'Stopped' }] } });
  const there = await send(mock, 'GET', client.base.replace('Production', 'Stopped') + '/companies', { headers });
  expect(there.status).toBe(404);
});
