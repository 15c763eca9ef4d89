import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { quietAlerts } from './support/alerts.ts';
import { json, send } from './support/http-client.ts';
import { expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { ownSql } from './support/reconciliation.ts';
import { approvingApp, globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';
import { anEndpoint, type EndpointSeen, endpointsOf, messagesOf } from './support/status-webhooks.ts';

const path = endpointsOf('nbf');
const admin = orgAdmin('nbf');
const url = 'https://hooks.example.com/bilag?token=t0p-s3cret';
const wanted = { url, eventTypes: ['record.synced', 'record.failed'], enabled: true };
const someId = '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d';

let service: TestService;

beforeAll(async () => {
  service = await startTestService(undefined, {
    ...quietAlerts,
    BILAG_ROLE: 'api',
    BILAG_WEBHOOK_HOSTS: 'hooks.example.com,*.example.net',
    BILAG_ALLOW_LOOPBACK: 'false',
  });
  for (const id of ['nbf', 'hlf']) await createOrganization(service, id);
});
beforeEach(async () => {
  await ownSql(service, 'truncate bilag.webhook_endpoints, bilag.sync_logs cascade');
});
afterAll(() => service?.close());

test('an endpoint is made, read, changed and removed, and the audit log says who did, without the secret and the path', async () => {
  const made = await service.call<EndpointSeen>('POST', path, admin, wanted);
  const { secret, ...shown } = made.body;
  expect(made.status).toBe(201);
  expect(made.headers.get('location')).toBe(shown.link);
  expect(made.headers.get('cache-control')).toBe('no-store');
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(shown).toMatchObject({ ...wanted, disabledFor: null, failingSince: null, created: { by: admin.sub } });
  expect((await service.call('GET', shown.link, globalAdmin)).body).toEqual(shown);
  expect((await service.call('GET', path, admin)).body).toEqual({ items: [shown] });
  const change = { ...wanted, eventTypes: ['record.reversed'], enabled: false };
  expect(await service.call('PUT', shown.link, globalAdmin, change)).toMatchObject({
    status: 200,
    body: { ...change, updated: { by: 'global-admin' } },
  });
  expect((await service.call('POST', `${shown.link}/secret`, admin)).status).toBe(200);
  expect((await service.call('DELETE', shown.link, admin)).status).toBe(204);
  expect((await service.call('GET', path, admin)).body).toEqual({ items: [] });
  expect(await ownSql(service, 'select from bilag.webhook_secrets')).toEqual([]);
  const told = await ownSql<{ action: string; actor: string; detail: object }>(
    service,
    'select action, actor, detail from bilag.sync_logs order by log_id',
  );
  expect(told).toMatchObject([
    {
      action: 'webhook-endpoint-saved',
      actor: admin.sub,
      detail: { endpointId: shown.id, from: null, to: { host: 'hooks.example.com', enabled: true } },
    },
    { action: 'webhook-endpoint-saved', actor: 'global-admin', detail: { to: { enabled: false } } },
    { action: 'webhook-secret-replaced', actor: admin.sub },
    { action: 'webhook-endpoint-removed', actor: admin.sub, detail: { endpointId: shown.id } },
  ]);
  expect(JSON.stringify(told)).not.toMatch(/t0p-s3cret|whsec_/);
});

test('DOD-6 the secret lies sealed, opens in no other place, and no answer shows it a second time', async () => {
  const made = await service.call<EndpointSeen>('POST', path, admin, wanted);
  const { secret, link } = made.body;
  await service.call('PUT', link, admin, wanted);
  for (const address of [path, link, `${link}/deliveries`]) {
    expect(JSON.stringify((await service.call('GET', address, admin)).body)).not.toContain('whsec_');
  }
  const [row] = await ownSql<{ stored: string; sealed: Record<string, string>; version: number }>(
    service,
    'select to_jsonb(s)::text as stored, sealed_secret as sealed, secret_version as version from bilag.webhook_secrets s',
  );
  for (const spelling of [secret, secret.slice(6), Buffer.from(secret.slice(6), 'base64').toString('hex')]) {
    expect(row?.stored).not.toContain(spelling);
  }
  const box = createEnvelopeSecretBox(service.config.credentialKey ?? new Uint8Array());
  const opened = (organizationId: string, version = row?.version ?? 0) =>
    box.open(row?.sealed ?? {}, { organizationId, version }).catch(() => 'closed');
  expect(await opened('status-webhook of nbf')).toEqual({ secret });
  for (const it of ['nbf', 'alert-webhook of nbf', 'status-webhook of hlf']) expect(await opened(it)).toBe('closed');
  expect(await opened('status-webhook of nbf', 7)).toBe('closed');
});

test('DOD-6 an answer that shows a secret is kept nowhere, so a repeated request makes another endpoint', async () => {
  const ask = () =>
    send(service, 'POST', path, {
      as: admin,
      headers: { ...json, 'idempotency-key': 'twice' },
      body: JSON.stringify(wanted),
    });
  const [first, second] = [await ask(), await ask()];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(JSON.parse(first.text).secret).not.toBe(JSON.parse(second.text).secret);
  expect(await ownSql(service, 'select from bilag.idempotency_keys')).toEqual([]);
});

test.each([
  'http://hooks.example.com/',
  'https://elsewhere.example.com/',
  'https://hooks.example.com:444/',
  'https://127.0.0.1/',
  'http://localhost:5432/',
  'https://169.254.169.254/latest/meta-data',
  'https://10.0.0.7/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.7]/',
  'https://user:pw@hooks.example.com/',
])('an endpoint at %s is refused, when it is made and when it is changed', async (address) => {
  const made = await service.call('POST', path, admin, { ...wanted, url: address });
  expectProblem(made, made.body, { status: 422, code: 'WEBHOOK_ADDRESS_NOT_ALLOWED', field: 'url' });
  const { link } = await anEndpoint(service, 'nbf', url);
  const changed = await service.call('PUT', link, admin, { ...wanted, url: address });
  expectProblem(changed, changed.body, { status: 422, code: 'WEBHOOK_ADDRESS_NOT_ALLOWED', field: 'url' });
});

test.each<[object, string]>([
  [{ url: null }, 'url'],
  [{ url: 'hooks' }, 'url'],
  [{ url: `https://hooks.example.com/${'x'.repeat(2_000)}` }, 'url'],
  [{ eventTypes: [] }, 'eventTypes'],
  [{ eventTypes: ['record.everything'] }, 'eventTypes'],
  [{ eventTypes: ['endpoint.test'] }, 'eventTypes'],
  [{ eventTypes: ['record.synced', 'record.synced'] }, 'eventTypes'],
  [{ eventTypes: 'record.synced' }, 'eventTypes'],
  [{ enabled: 'true' }, 'enabled'],
  [{ enabled: undefined }, 'enabled'],
  [{ secret: 'whsec_c2hvcnQ=' }, 'secret'],
])('a hostile endpoint is refused: %j', async (body, field) => {
  const answer = await service.call('POST', path, admin, { ...wanted, ...body });
  expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  expect(String(answer.body.field)).toContain(field);
  expect(await ownSql(service, 'select from bilag.webhook_endpoints')).toEqual([]);
});

test('AUD-5 an endpoint of another organization is, byte for byte, one that does not exist', async () => {
  const { id } = await anEndpoint(service, 'hlf', url);
  await service.call('POST', `${endpointsOf('hlf')}/${id}/test`, orgAdmin('hlf'));
  const [message] = await messagesOf(service, 'hlf', { link: `${endpointsOf('hlf')}/${id}` });
  const addresses = (endpoint: string) =>
    [
      ['GET', `${path}/${endpoint}`],
      ['PUT', `${path}/${endpoint}`, JSON.stringify(wanted)],
      ['DELETE', `${path}/${endpoint}`],
      ['POST', `${path}/${endpoint}/secret`],
      ['POST', `${path}/${endpoint}/test`],
      ['GET', `${path}/${endpoint}/deliveries`],
      ['POST', `${path}/${endpoint}/deliveries/${message?.id}/retry`],
    ] as const;
  const missing = addresses(someId);
  for (const [at, [method, address, body]] of addresses(id).entries()) {
    const ask = (to: string) =>
      send(service, method, to, { as: admin, ...(body === undefined ? {} : { headers: json, body }) });
    const [foreign, none] = [await ask(address), await ask(missing[at]?.[1] ?? '')];
    expectProblem(foreign, JSON.parse(foreign.text), { status: 404, code: 'WEBHOOK_ENDPOINT_NOT_FOUND' });
    const said = ({ text }: { text: string }) => ({ ...JSON.parse(text), instance: '', traceId: '' });
    expect(said(foreign)).toEqual(said(none));
  }
  expect((await service.call('GET', `${endpointsOf('hlf')}/${id}`, orgAdmin('hlf'))).status).toBe(200);
  // Nor by an endpoint of one's own with a message of somebody else's.
  const own = await anEndpoint(service, 'nbf', url);
  const stolen = await service.call('POST', `${own.link}/deliveries/${message?.id}/retry`, admin);
  expectProblem(stolen, stolen.body, { status: 404, code: 'WEBHOOK_DELIVERY_NOT_FOUND' });
});

test('an approving app neither sees nor makes endpoints', async () => {
  const { link } = await anEndpoint(service, 'nbf', url);
  for (const [method, address] of [
    ['GET', path],
    ['POST', path],
    ['GET', link],
    ['POST', `${link}/secret`],
  ] as const) {
    const answer = await service.call(method, address, approvingApp('nbf'), method === 'POST' ? wanted : undefined);
    expectProblem(answer, answer.body, { status: 403, code: 'FORBIDDEN' });
  }
});

test('an organization has ten endpoints at most, also when they are made at once', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => service.call('POST', path, admin, wanted)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([...Array(10).fill(201), 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.body).toMatchObject({ code: 'WEBHOOK_ENDPOINT_LIMIT' });
});

test('one that is switched off is sent no test and nothing again, and what it was owed is given up', async () => {
  const { link } = await anEndpoint(service, 'nbf', url);
  await service.call('POST', `${link}/test`, admin);
  await service.call('PUT', link, admin, { ...wanted, enabled: false });
  const [message] = await messagesOf(service, 'nbf', { link });
  expect(message).toMatchObject({ state: 'given-up', lastError: 'The endpoint was switched off.' });
  for (const address of [`${link}/test`, `${link}/deliveries/${message?.id}/retry`]) {
    const answer = await service.call('POST', address, admin);
    expectProblem(answer, answer.body, { status: 409, code: 'WEBHOOK_ENDPOINT_DISABLED' });
  }
});

test('messages are listed page by page, newest first, and a cursor of another endpoint is refused', async () => {
  const { link } = await anEndpoint(service, 'nbf', url);
  const other = await anEndpoint(service, 'nbf', url);
  for (let at = 0; at < 5; at += 1) await service.call('POST', `${link}/test`, admin);
  const all = await messagesOf(service, 'nbf', { link });
  type Page = { items: { id: string }[]; nextCursor: string | null };
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const search: string = `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { body }: { body: Page } = await service.call<Page>('GET', `${link}/deliveries${search}`, admin);
    seen.push(...body.items.map((it) => it.id));
    cursor = body.nextCursor;
  }
  expect(seen).toEqual(all.map((it) => it.id));
  expect(seen).toHaveLength(5);
  const { body } = await service.call<Page>('GET', `${link}/deliveries?limit=1`, admin);
  const foreign = await service.call('GET', `${other.link}/deliveries?cursor=${body.nextCursor}`, admin);
  expectProblem(foreign, foreign.body, { status: 400, code: 'VALIDATION_FAILED', field: 'cursor' });
});
