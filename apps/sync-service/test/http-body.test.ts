import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { exchange, json, type RawRequest, send } from './support/http-client.ts';
import { type ExpectedProblem, expectProblem } from './support/http-problem.ts';
import { approvalsOf, serviceOfThisFile } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { approvingApp, orgAdmin } from './support/service.ts';

const file = serviceOfThisFile();
const as = approvingApp('nbf');
const good = JSON.stringify(anApproval());

/** Sends these bytes as an approval and expects the refusal, and that nothing was stored. */
async function expectRefused(request: RawRequest, problem: ExpectedProblem): Promise<void> {
  const before = await everythingStored(file.service);
  const reply = await send(file.service, 'POST', approvalsOf('nbf'), { as, ...request });
  expectProblem(reply, JSON.parse(reply.text), problem);
  expect(await everythingStored(file.service)).toEqual(before);
}

const malformed: ExpectedProblem = { status: 400, code: 'MALFORMED_JSON' };
const wrongType: ExpectedProblem = { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' };
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

test.each<[string, string | Uint8Array<ArrayBuffer>]>([
  ['cut short', good.slice(0, -1)],
  ['followed by more', `${good}{}`],
  ['not JSON', 'kind=reimbursement'],
  ['empty', ''],
  ['with a comment', `${good} // approved`],
  ['with NaN', good.replace('"842.50"', 'NaN')],
  ['with a key twice', good.replace('"revision":1', '"revision":2,"revision":1')],
  ['with a key twice, one of them escaped', good.replace('"revision":1', '"revisi\\u006fn":2,"revision":1')],
  ['with a key twice deep inside', good.replace('"amount":', '"amount":"1.00","amount":')],
  ['with the prototype as a key', good.replace('{', '{"__proto__":{"role":"global_admin"},')],
  ['with an escaped prototype as a key', good.replace('{', '{"\\u005f_proto__":null,')],
  ['in Latin-1', latin1(good.replace('Toll', 'Tøll'))],
  ['in UTF-8 that breaks off', latin1(`${good.slice(0, -1)}\u00c3`)],
])('API-4 a body %s is refused as malformed JSON', (_what, body) => expectRefused({ headers: json, body }, malformed));

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  'application/problem+json',
  'json',
  '',
])('API-4 a body called «%s» is refused as no JSON', (contentType) =>
  expectRefused({ headers: { 'content-type': contentType }, body: good }, wrongType),
);

test.each(['utf-16', 'latin1', 'UTF-16LE'])('API-4 a body in %s is refused, whatever its bytes are', (charset) =>
  expectRefused({ headers: { 'content-type': `application/json; charset=${charset}` }, body: good }, wrongType),
);

test.each(['utf-8', 'UTF-8', '"utf-8"'])('a body in %s is taken', async (charset) => {
  const headers = { 'content-type': `application/json; charset=${charset}` };
  const reply = await send(file.service, 'POST', approvalsOf('nbf'), {
    as,
    headers,
    body: JSON.stringify(anApproval()),
  });
  expect(reply.status).toBe(201);
});

test('API-4 a body without a content type is refused as no JSON', () =>
  expectRefused({ body: new Uint8Array(Buffer.from(good)) }, wrongType));

test('API-4 a compressed body is refused', () =>
  expectRefused({ headers: { ...json, 'content-encoding': 'gzip' }, body: good }, wrongType));

test.each(['integration/test', 'integration/mapping/check', 'integration/master-data'])(
  'API-4 a body that %s takes no heed of is refused, and an empty one is not',
  async (path) => {
    const address = `/v1/organizations/nbf/${path}`;
    const told = await file.service.call('POST', address, orgAdmin('nbf'), { version: 3 });
    expectProblem(told, told.body, { status: 400, code: 'VALIDATION_FAILED' });
    const empty = await file.service.call('POST', address, orgAdmin('nbf'), {});
    expect(empty.body).not.toHaveProperty('code', 'VALIDATION_FAILED');
  },
);

test('API-4 a request without a body says that it is missing', () =>
  expectRefused({}, { status: 400, code: 'VALIDATION_FAILED' }));

test.each([
  ['object', '{"a":', '}'],
  ['list', '[', ']'],
])('API-4 a body 10,000 %ss deep is refused', (_what, opening, closing) =>
  expectRefused(
    { headers: json, body: `${opening.repeat(10_000)}1${closing.repeat(10_000)}` },
    opening === '['
      ? { status: 400, code: 'VALIDATION_FAILED' }
      : { status: 400, code: 'VALIDATION_FAILED', field: 'kind' },
  ),
);

test('API-4 a body of more than a mebibyte is refused', () =>
  expectRefused({ headers: json, body: ' '.repeat(1_048_577) }, { status: 413, code: 'PAYLOAD_TOO_LARGE' }));

test('a body with a byte order mark and a charset is taken', async () => {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const body = `\ufeff${JSON.stringify(anApproval({ approvedBy: 'Åse Øvergård 🧾' }))}`;
  expect(await send(file.service, 'POST', approvalsOf('nbf'), { as, headers, body })).toMatchObject({ status: 201 });
});

test('a key that only looks like one twice is taken', async () => {
  const text = '"text":"Toll", "text": \\"text\\":';
  const approval = anApproval({ lines: [{ expenseType: 'toll', amount: '1.00', text }] });
  expect(await file.service.call('POST', approvalsOf('nbf'), as, approval)).toMatchObject({ status: 201 });
});

test('API-4 a request that expects something else than to be let go on is refused like any other', async () => {
  const { host } = new URL(file.service.url);
  const token = await file.service.sign(as);
  const head = [`POST ${approvalsOf('nbf')} HTTP/1.1`, `host: ${host}`, `authorization: Bearer ${token}`];
  const request = [...head, 'content-type: application/json', 'expect: 200-ok', 'connection: close'];
  const reply = await exchange(file.service, [...request, `content-length: ${good.length}`, '', good].join('\r\n'));
  expectProblem(reply, JSON.parse(reply.text), { status: 400, code: 'VALIDATION_FAILED', field: 'expect' });
});
