import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { BC, COMPANY, clientWith, refusal, send, signIn } from './support/business-central.ts';
import { control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

test.each([
  ['message', { message: 'Unauthorized' }],
  ['empty', ''],
  ['html', expect.stringContaining('<html>')],
])('a missing or worthless token is turned away at the gate (%s)', async (unauthorizedBody, body) => {
  await control(mock, '/business-central/settings', { unauthorizedBody });
  for (const authorization of ['', 'Bearer nonsense']) {
    expect(await clientWith(mock, authorization).call('GET', 'companies')).toMatchObject({ status: 401, body });
  }
});

test('a token is good until it expires on the clock of the sandbox', async () => {
  const { call } = await signIn(mock);
  expect((await call('GET', 'companies')).status).toBe(200);
  await control(mock, '/clock', { advanceMs: 3_600_000 });
  expect((await call('GET', 'companies')).status).toBe(401);
});

test('revoking tokens ends those given, at once or at a chosen call, but not those given later', async () => {
  const before = await signIn(mock);
  await control(mock, '/faults', { operation: 'bc.accounts', times: 1, effect: 'revoked-tokens' });
  expect((await before.call('GET', 'companies')).status).toBe(200);
  expect((await before.call('GET', `${COMPANY}/accounts`)).status).toBe(401);
  const after = await signIn(mock);
  expect((await after.call('GET', 'companies')).status).toBe(200);
  await control(mock, '/entra/revoke-tokens', {});
  expect((await after.call('GET', 'companies')).status).toBe(401);
});

test.each([
  ['is not registered in Business Central', BC.unregisteredApp.clientId],
  ['has no permission by consent', BC.appWithoutPermission.clientId],
])('an app that %s signs in, but is turned away', async (_why, clientId) => {
  const { call } = await signIn(mock, { client_id: clientId });
  expect(await call('GET', 'companies')).toMatchObject(refusal(401, 'Authentication_InvalidCredentials'));
});

test('a missing table permission looks like a defect of the server', async () => {
  const { call } = await signIn(mock);
  await control(mock, '/business-central/settings', { deniedOperations: ['bc.journals.create'] });
  expect(await call('POST', `${COMPANY}/journals`, { code: 'A' })).toMatchObject(
    refusal(403, 'Internal_ServerError', 'the current permissions prevented the action'),
  );
  expect((await call('GET', `${COMPANY}/journals`)).status).toBe(200);
});

test('the tenant may be named by its domain or left out; another tenant or environment is none of the app', async () => {
  const { call } = await signIn(mock);
  const at = (path: string) => call('GET', `${mock.urls.businessCentral}/${path}/api/v2.0/companies`);
  expect((await at(`${BC.tenantDomain}/${BC.environment}`)).status).toBe(200);
  expect((await at(BC.environment)).status).toBe(200);
  expect((await at(`7e4a0001-0000-4000-8000-000000009999/${BC.environment}`)).status).toBe(401);
  expect((await at(`${BC.tenantId}/Sandbox`)).status).toBe(404);
});

test('the environments of the tenant are listed', async () => {
  const url = new URL('/environments/v1.2', mock.urls.businessCentral).href;
  expect((await send(mock, 'GET', url)).status).toBe(401);
  const { call } = await signIn(mock);
  expect(await call('GET', url)).toMatchObject({ body: { value: [{ name: 'Production', aadTenantId: BC.tenantId }] } });
});

test('the company stands in the path, in the query or in a header, and must exist', async () => {
  const { call } = await signIn(mock);
  expect((await call('GET', `accounts?company=${BC.company.id}`)).status).toBe(200);
  expect((await call('GET', 'accounts', undefined, { company: 'HLF' })).status).toBe(200);
  expect((await call('GET', 'accounts')).status).toBe(400);
  expect(await call('GET', 'companies(c0400001-0000-4000-8000-000000000009)/accounts')).toMatchObject(
    refusal(404, 'Internal_CompanyNotFound'),
  );
});

test('more requests than the window allows are refused until it has passed', async () => {
  const { call } = await signIn(mock);
  await control(mock, '/business-central/settings', { requestsPerWindow: 2 });
  await call('GET', 'companies');
  await call('GET', 'companies');
  const refused = await call('GET', 'companies');
  expect(refused).toMatchObject(refusal(429, 'Application_TooManyRequests', 'Actual (3). Maximum (2).'));
  expect(refused.headers).not.toHaveProperty('retry-after');
  await control(mock, '/clock', { advanceMs: 300_000 });
  expect((await call('GET', 'companies')).status).toBe(200);
});

test('five requests run at once, others wait, and a full queue refuses', async () => {
  const { call } = await signIn(mock);
  await control(mock, '/business-central/settings', { maxQueued: 2 });
  await control(mock, '/faults', { operation: 'bc.companies', times: 5, effect: { kind: 'delay', ms: 300 } });
  const replies = await Promise.all(Array.from({ length: 9 }, () => call('GET', 'companies')));
  const countOf = (status: number) => replies.filter((reply) => reply.status === status).length;
  expect([countOf(200), countOf(429)]).toEqual([7, 2]);
});

test('a request that waits too long for its turn is refused with 503', async () => {
  const { call } = await signIn(mock);
  await control(mock, '/business-central/settings', { maxRunning: 1, queueTimeoutMs: 20 });
  await control(mock, '/faults', { operation: 'bc.companies', times: 1, effect: { kind: 'delay', ms: 500 } });
  const replies = await Promise.all([call('GET', 'companies'), call('GET', 'companies')]);
  expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200, 503]));
});
