import { once } from 'node:events';
import { createServer } from 'node:net';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { json, send } from './support/http-client.ts';
import { type ExpectedProblem, expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { businessCentralIntegration, standardMapping, xledgerIntegration } from './support/organizations.ts';
import { approvingApp, globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

let mock: MockErp;
let service: TestService;
let created = 0;
beforeAll(async () => {
  mock = await startMockErp();
  service = await startTestService(mock);
});
afterAll(async () => {
  await service.close();
  await mock.close();
});

/** A way to ask for the integration of an organization of its own. */
async function anOrganization() {
  created += 1;
  const id = `org-${created}`;
  await createOrganization(service, id);
  return (method: string, part: string, body?: unknown) =>
    service.call(method, `/v1/organizations/${id}/integration${part}`, orgAdmin(id), body);
}

const settingsFault = (field: string): ExpectedProblem => ({ status: 422, code: 'INVALID_SETTINGS', field });
const credentialsFault = (field: string): ExpectedProblem => ({ status: 422, code: 'INVALID_CREDENTIALS_FORM', field });
type Change = Readonly<Record<string, unknown>>;

test.each<[string, () => Change, ExpectedProblem]>([
  [
    'an unknown connector',
    () => ({ connector: 'sap' }),
    { status: 422, code: 'UNKNOWN_CONNECTOR', field: 'connector' },
  ],
  [
    'a connector that every object inherits',
    () => ({ connector: 'constructor' }),
    { status: 422, code: 'UNKNOWN_CONNECTOR', field: 'connector' },
  ],
  [
    'a connector that is no text',
    () => ({ connector: 1 }),
    { status: 400, code: 'VALIDATION_FAILED', field: 'connector' },
  ],
  ['a field of its own', () => ({ enabled: true }), { status: 400, code: 'VALIDATION_FAILED', field: 'enabled' }],
  ['settings that are a list', () => ({ settings: [] }), { status: 400, code: 'VALIDATION_FAILED', field: 'settings' }],
  [
    'a setting of its own',
    () => ({ settings: { ...xledgerIntegration(mock).settings, debug: true } }),
    settingsFault('settings'),
  ],
  [
    'an address of our own network',
    () => ({ settings: { ...xledgerIntegration(mock).settings, endpoint: 'https://10.0.0.1/graphql' } }),
    settingsFault('settings.endpoint'),
  ],
  [
    'an address of a file',
    () => ({ settings: { ...xledgerIntegration(mock).settings, endpoint: 'file:///etc/passwd' } }),
    settingsFault('settings.endpoint'),
  ],
  [
    'a dimension that Xledger has not',
    () => ({ settings: { ...xledgerIntegration(mock).settings, dimensions: { costCenter: 'glObject9' } } }),
    settingsFault('settings.dimensions.costCenter'),
  ],
  ['a token with NUL', () => ({ credentials: { apiToken: 'abc\u0000' } }), credentialsFault('credentials.apiToken')],
  [
    'a token under another name',
    () => ({ credentials: { token: 'c2VjcmV0LXRva2Vu' } }),
    credentialsFault('credentials'),
  ],
  [
    'credentials that are a text',
    () => ({ credentials: 'c2VjcmV0LXRva2Vu' }),
    { status: 400, code: 'VALIDATION_FAILED', field: 'credentials' },
  ],
  ['no credentials at all', () => ({ credentials: undefined }), credentialsFault('credentials')],
])('API-4 CFG-5 an integration with %s is refused, and nothing is stored', async (_what, change, problem) => {
  const ask = await anOrganization();
  const before = await everythingStored(service);
  const reply = await ask('PUT', '', { ...xledgerIntegration(mock), ...change() });
  expectProblem(reply, reply.body, problem);
  expect(JSON.stringify(reply.body)).not.toContain('c2VjcmV0LXRva2Vu');
  expect(await everythingStored(service)).toEqual(before);
});

test('API-4 settings ten thousand levels deep are refused', async () => {
  await createOrganization(service, 'deep');
  const settings = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const body = `{"connector":"xledger","settings":${settings},"credentials":{"apiToken":"c2VjcmV0LXRva2Vu"}}`;
  const reply = await send(service, 'PUT', '/v1/organizations/deep/integration', {
    as: globalAdmin,
    headers: json,
    body,
  });
  expect(reply.status).toBe(422);
  expectProblem(reply, JSON.parse(reply.text), settingsFault('settings'));
});

test('API-4 without an integration or a field mapping the answer says so', async () => {
  const ask = await anOrganization();
  const notConfigured: ExpectedProblem = { status: 409, code: 'INTEGRATION_NOT_CONFIGURED' };
  for (const [method, part, body] of [
    ['GET', ''],
    ['POST', '/test'],
    ['GET', '/mapping'],
    ['PUT', '/enabled', { enabled: true }],
  ] as const) {
    const reply = await ask(method, part, body);
    expectProblem(reply, reply.body, notConfigured);
  }
});

test('CFG-6 the credentials of one accounting system are no use for another', async () => {
  const ask = await anOrganization();
  await ask('PUT', '', xledgerIntegration(mock));
  const { connector, settings } = businessCentralIntegration(mock);
  const reply = await ask('PUT', '', { connector, settings });
  expectProblem(reply, reply.body, credentialsFault('credentials'));
  expect((await ask('GET', '')).body).toMatchObject({ connector: 'xledger', configVersion: 1 });
});

test.each<[string, () => unknown]>([
  ['Xledger', () => ({ ...xledgerIntegration(mock), credentials: { apiToken: 'd3JvbmctdG9rZW4x' } })],
  [
    'Business Central',
    () => {
      const right = businessCentralIntegration(mock);
      return { ...right, credentials: { ...right.credentials, clientSecret: 'wrong-secret-wrong-secret' } };
    },
  ],
])('CFG-5 with wrong credentials the test says that %s refused them, and enabling is refused', async (_name, wrong) => {
  const ask = await anOrganization();
  await ask('PUT', '', wrong());
  await ask('PUT', '/mapping', standardMapping);
  const tested = await ask('POST', '/test');
  expectProblem(tested, tested.body, { status: 422, code: 'ERP_AUTHENTICATION_FAILED' });
  expect(JSON.stringify(tested.body)).not.toMatch(/d3JvbmctdG9rZW4x|wrong-secret/);
  const refused = await ask('PUT', '/enabled', { enabled: true });
  expectProblem(refused, refused.body, { status: 409, code: 'INTEGRATION_NOT_TESTED' });
  expect((await ask('GET', '')).body).toMatchObject({ enabled: false, tested: null });
});

test('API-4 an accounting system that is not there, or never answers, is said to be so within ten seconds', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const address = silent.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const ask = await anOrganization();
  const right = xledgerIntegration(mock);
  const endpoints = [`http://127.0.0.1:${port}/graphql`, 'http://127.0.0.1:1/graphql'];
  const answers = [];
  for (const endpoint of endpoints) {
    const settings = { ...right.settings, endpoint, timing: { ...right.settings.timing, requestTimeoutMs: 20_000 } };
    expect(await ask('PUT', '', { ...right, settings })).toMatchObject({ status: 200 });
    const startedAt = performance.now();
    const { status, body } = await ask('POST', '/test');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    answers.push([status, body.code]);
  }
  expect(answers).toEqual([
    [504, 'ERP_TIMEOUT'],
    [502, 'ERP_UNREACHABLE'],
  ]);
});

test('CFG-1 administrators see which connectors there are and the forms of their settings and credentials', async () => {
  const { body } = await service.call<{ items: { name: string; profiles: unknown }[] }>(
    'GET',
    '/v1/connectors',
    globalAdmin,
  );
  expect(body.items.map((it) => it.name)).toEqual(['xledger', 'dynamics', 'file']);
  for (const it of body.items) expect(JSON.stringify(it.profiles)).toContain('"writeOnly":true');
  expect((await service.call('GET', '/v1/connectors', approvingApp('nbf'))).status).toBe(403);
});
