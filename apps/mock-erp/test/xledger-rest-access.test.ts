import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type MockErp, XLEDGER_REST_CLIENTS } from '../src/index.ts';
import { textIn } from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';
import { anEntry, askForRestToken, signInRest } from './support/xledger-rest.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const { full, readOnly, disabled, otherEntity } = XLEDGER_REST_CLIENTS;
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});
const noCredentials = { client_id: undefined, client_secret: undefined };

test('a right secret gives a bearer token, in the form or as Basic', async () => {
  const expected = { token_type: 'Bearer', expires_in: 300, scope: 'master.read journal.write' };
  const inForm = await askForRestToken(mock);
  expect(inForm).toMatchObject({ status: 200, body: expected });
  expect(inForm.headers.get('cache-control')).toBe('no-store');
  const asBasic = await askForRestToken(mock, noCredentials, { headers: basic(full.clientId, full.secret) });
  expect(asBasic).toMatchObject({ status: 200, body: expected });
});

test('a token is for the scopes that were asked for', async () => {
  expect(await askForRestToken(mock, { scope: 'journal.write' })).toMatchObject({ body: { scope: 'journal.write' } });
});

test.each([
  [{ client_secret: 'wrong' }, 401, 'invalid_client'],
  [{ client_id: 'nobody' }, 401, 'invalid_client'],
  [{ client_id: disabled.clientId, client_secret: disabled.secret }, 401, 'invalid_client'],
  [noCredentials, 401, 'invalid_client'],
  [{ scope: 'master.read everything' }, 400, 'invalid_scope'],
  [{ client_id: readOnly.clientId, client_secret: readOnly.secret, scope: 'journal.write' }, 400, 'invalid_scope'],
  [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
  [{ grant_type: undefined }, 400, 'invalid_request'],
])('a token request with %o is refused', async (changes, status, error) => {
  expect(await askForRestToken(mock, changes)).toMatchObject({ status, body: { error } });
});

test('credentials in the form and as Basic at once, or a body that is no form, are refused', async () => {
  const headers = basic(full.clientId, full.secret);
  expect(await askForRestToken(mock, {}, { headers })).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  });
  expect(await askForRestToken(mock, {}, { headers: { 'content-type': 'application/json' } })).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  });
  const wrong = await askForRestToken(mock, noCredentials, { headers: basic(full.clientId, 'wrong') });
  expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  expect(wrong.headers.get('www-authenticate')).toMatch(/^Basic/);
});

test('a token says whose it is', async () => {
  const { body } = await (await signInRest(mock)).call('GET', '/v1/me');
  expect(body).toEqual({
    clientId: 'bilag-full',
    organisation: { id: '31000001', code: 'NBF', name: 'Norges Blindeforbund', companyNumber: '970123456' },
    scopes: ['master.read', 'journal.write'],
    currency: 'NOK',
  });
  const other = await signInRest(mock, otherEntity);
  expect(await other.call('GET', '/v1/me')).toMatchObject({ body: { organisation: { id: '31000002' } } });
});

test.each([
  ['has expired on the sandbox’s clock', () => control(mock, '/clock', { advanceMs: 300_000 })],
  ['was revoked early', () => control(mock, '/xledger-rest/revoke-tokens', {})],
])('a token that %s is worthless', async (_what, end) => {
  const client = await signInRest(mock);
  expect((await client.call('GET', '/v1/me')).status).toBe(200);
  await end();
  const refused = await client.call('GET', '/v1/me');
  expect(refused).toMatchObject({ status: 401, body: { errors: [{ path: '', code: 'invalid_token' }] } });
  expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
});

test('a fault can revoke all tokens just as a call comes in', async () => {
  const client = await signInRest(mock);
  await control(mock, '/faults', { operation: 'xledger-rest.accounts', times: 1, effect: 'revoked-tokens' });
  expect((await client.call('GET', '/v1/accounts')).status).toBe(401);
  expect((await (await signInRest(mock)).call('GET', '/v1/accounts')).status).toBe(200);
});

test('the lifetime of tokens can be set', async () => {
  await control(mock, '/settings', { xledgerRest: { tokenLifetimeSeconds: 30 } });
  expect(await askForRestToken(mock)).toMatchObject({ body: { expires_in: 30 } });
});

test('a token does only what its scope says', async () => {
  const reader = await signInRest(mock, readOnly);
  expect((await reader.call('GET', '/v1/accounts')).status).toBe(200);
  expect(await reader.post(anEntry())).toMatchObject({
    status: 403,
    body: { errors: [{ code: 'insufficient_scope' }] },
  });
  const writer = await signInRest(mock, full, 'journal.write');
  expect((await writer.call('GET', '/v1/accounts')).status).toBe(403);
  expect(mock.xledger.queue.rows()).toEqual([]);
});

test('with a limit set, one request too many is told when to come back', async () => {
  mock.world.clock.freeze();
  await control(mock, '/settings', { xledgerRest: { requestsPerMinute: 1 } });
  const client = await signInRest(mock);
  expect((await client.call('GET', '/v1/me')).status).toBe(200);
  mock.world.clock.advance(20_000);
  const refused = await client.post(anEntry());
  expect(refused).toMatchObject({ status: 429, body: { errors: [{ code: 'too_many_requests' }] } });
  expect(refused.headers.get('retry-after')).toBe('40');
  mock.world.clock.advance(40_000);
  expect((await client.post(anEntry())).status).toBe(201);
});

test('the request log keeps neither secrets nor tokens', async () => {
  const token = textIn((await askForRestToken(mock)).body, 'access_token');
  await askForRestToken(mock, noCredentials, { headers: basic(full.clientId, full.secret) });
  const log = JSON.stringify(await control(mock, '/requests', undefined, 'GET'));
  expect(log).toContain('"xledger-rest.token":2');
  expect(log).not.toContain(token);
  expect(log).not.toContain(encodeURIComponent(full.secret));
  expect(log).not.toContain(full.secret);
});
