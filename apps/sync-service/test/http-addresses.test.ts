import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { exchange, type RawReply, send } from './support/http-client.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, recordsOf, serviceOfThisFile } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { approvingApp, globalAdmin } from './support/service.ts';

const file = serviceOfThisFile();

/** What every answer carries, so that no page frames it, no cache keeps it and the log can be searched for it. */
function expectSafeHeaders({ headers }: RawReply): void {
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('server')).toBeNull();
  expect(headers.get('access-control-allow-origin')).toBeNull();
}

test.each([
  '/',
  '/v1',
  '/v2/organizations',
  '/V1/organizations',
  '/v1/organizations/nbf/record',
  '/v1//organizations',
  '/.env',
  '/docs/static/..%2f..%2fpackage.json',
  '/docs/nothing-here',
  '/%00',
  '/%ff',
  '/v1/organizations/%',
  `/v1/organizations/${'a'.repeat(2_000)}`,
])('API-4 there is nothing at «%s»', async (path) => {
  const reply = await send(file.service, 'GET', path, { as: globalAdmin });
  expectProblem(reply, JSON.parse(reply.text), { status: 404, code: 'NOT_FOUND' });
  expectSafeHeaders(reply);
});

test.each([
  ['DELETE', recordsOf('nbf'), 'GET'],
  ['PUT', approvalsOf('nbf'), 'POST'],
  ['PATCH', '/v1/organizations', 'GET, POST'],
  ['OPTIONS', '/v1/organizations', 'GET, POST'],
  ['POST', '/livez', 'GET, HEAD'],
  ['DELETE', '/v1/organizations/nbf/integration?x=1', 'GET, PUT'],
])('API-4 %s is not a method of %s, and the answer lists those that are', async (method, path, allowed) => {
  const reply = await send(file.service, method, path);
  expectProblem(reply, JSON.parse(reply.text), { status: 405, code: 'METHOD_NOT_ALLOWED' });
  expect(reply.headers.get('allow')).toBe(allowed);
  expectSafeHeaders(reply);
});

test('API-4 what is sent to an address that does not exist is not read', async () => {
  const body = 'x'.repeat(2_000_000);
  const reply = await send(file.service, 'POST', '/v1/nothing', { headers: { 'content-type': 'text/plain' }, body });
  expectProblem(reply, JSON.parse(reply.text), { status: 404, code: 'NOT_FOUND' });
});

test('a good answer has the same safe headers', async () => {
  expectSafeHeaders(await send(file.service, 'GET', '/v1/organizations/nbf', { as: globalAdmin }));
});

test.each<[string, string, number, 'VALIDATION_FAILED' | 'PAYLOAD_TOO_LARGE']>([
  ['is not HTTP', 'hello\r\n\r\n', 400, 'VALIDATION_FAILED'],
  ['has a method of its own', 'BOOK / HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'VALIDATION_FAILED'],
  ['has no host', 'GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'VALIDATION_FAILED'],
  [
    'has two lengths',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
    400,
    'VALIDATION_FAILED',
  ],
  [
    'has a length and chunks',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'VALIDATION_FAILED',
  ],
  ['has endless headers', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 413, 'PAYLOAD_TOO_LARGE'],
])('API-4 a request that %s is answered with a problem', async (_what, bytes, status, code) => {
  const reply = await exchange(file.service, bytes);
  expectProblem(reply, JSON.parse(reply.text), { status, code });
});

test('an approval whose sender hangs up halfway leaves nothing behind', async () => {
  const before = await everythingStored(file.service);
  const token = await file.service.sign(approvingApp('nbf'));
  const body = JSON.stringify(anApproval());
  const head = `POST ${approvalsOf('nbf')} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { text } = await exchange(file.service, head + body.slice(0, -20), { hangUp: true });
  expect(text).not.toContain('INTERNAL_ERROR');
  expect((await send(file.service, 'GET', '/readyz')).status).toBe(200);
  expect(await everythingStored(file.service)).toEqual(before);
});

test('a request of many small chunks is taken as one', async () => {
  const token = await file.service.sign(approvingApp('nbf'));
  const body = JSON.stringify(anApproval({ approvedBy: 'Åse' }));
  const chunks = [...Buffer.from(body)].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join('');
  const head = `POST ${approvalsOf('nbf')} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n`;
  const reply = await exchange(file.service, Buffer.from(`${head}${chunks}0\r\n\r\n`, 'latin1'));
  expect(reply.status).toBe(201);
});

test('API-4 a body that is too large is refused before it is read, alone and in bulk', async () => {
  for (const [path, mebibytes] of [
    [approvalsOf('nbf'), 1],
    [`${approvalsOf('nbf')}/bulk`, 8],
  ] as const) {
    const token = await file.service.sign(approvingApp('nbf'));
    const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n`;
    const reply = await exchange(file.service, `${head}content-length: ${mebibytes * 1_048_576 + 1}\r\n\r\n{`);
    expectProblem(reply, JSON.parse(reply.text), { status: 413, code: 'PAYLOAD_TOO_LARGE' });
  }
});
