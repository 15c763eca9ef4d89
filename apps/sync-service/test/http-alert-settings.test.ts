import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { forgetEverything, quietAlerts } from './support/alerts.ts';
import { json, send } from './support/http-client.ts';
import { expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { ownSql } from './support/reconciliation.ts';
import { approvingApp, globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

const path = '/v1/organizations/nbf/alert-settings';
const admin = orgAdmin('nbf');
const defaults = { errorsPerDay: 10, pendingHours: 48, emails: [], webhook: null };
const url = 'https://hooks.example.com/bilag?token=t0p-s3cret';
const secret = `whsec_${randomBytes(32).toString('base64')}`;

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
beforeEach(() => forgetEverything(service));
afterAll(() => service?.close());

const save = (body: object, as = admin) => service.call('PUT', path, as, { ...defaults, ...body });

test('ALR-2 until somebody says otherwise 10 errors and 48 hours are the thresholds, and nobody is told', async () => {
  const { status, body } = await service.call('GET', path, admin);
  expect({ status, body }).toEqual({ status: 200, body: { ...defaults, sendsEmail: false, updated: null } });
});

test('ALR-1 addresses can be saved where no e-mail is sent, and the answer says that nothing is sent to them', async () => {
  const saved = await save({ emails: ['a@example.org'] });
  expect(saved).toMatchObject({ status: 200, body: { emails: ['a@example.org'], sendsEmail: false } });
});

test('settings are kept as they were saved, without the secret, and the audit log says who changed what', async () => {
  const saved = await save({ errorsPerDay: 3, pendingHours: 12, emails: ['a@example.org'], webhook: { url, secret } });
  expect(saved).toMatchObject({
    status: 200,
    body: { errorsPerDay: 3, pendingHours: 12, emails: ['a@example.org'], updated: { by: admin.sub } },
  });
  expect(saved.body.webhook).toEqual({ url, secretSet: { at: expect.any(String), by: admin.sub } });
  expect((await service.call('GET', path, globalAdmin)).body).toEqual(saved.body);
  await save({ emails: ['b@example.org', 'c@example.org'], webhook: { url } }, globalAdmin);
  const told = await ownSql<{ actor: string; detail: object }>(
    service,
    "select actor, detail from bilag.sync_logs where action = 'alert-settings-saved' order by log_id",
  );
  expect(told).toMatchObject([
    {
      actor: admin.sub,
      detail: {
        errorsPerDay: { from: 10, to: 3 },
        webhook: { from: null, to: 'hooks.example.com', isNewSecret: true },
      },
    },
    { actor: 'global-admin', detail: { emails: { count: 2, added: 2, removed: 1 }, webhook: { isNewSecret: false } } },
  ]);
  // It is kept for years, and an address of a person or a token has no place in it.
  expect(JSON.stringify(told)).not.toMatch(/@example|t0p-s3cret|whsec_/);
});

test('DOD-6 the secret lies sealed, is never shown, and opens for this organization’s webhook only', async () => {
  const { body } = await save({ webhook: { url, secret } });
  expect(JSON.stringify(body)).not.toContain('whsec_');
  const [row] = await ownSql<{ stored: string; sealed: Record<string, string>; version: number }>(
    service,
    'select to_jsonb(s)::text as stored, sealed_secret as sealed, secret_version as version from bilag.alert_settings s',
  );
  for (const spelling of [secret, secret.slice(6), Buffer.from(secret.slice(6), 'base64').toString('hex')]) {
    expect(row?.stored).not.toContain(spelling);
  }
  const box = createEnvelopeSecretBox(service.config.credentialKey ?? new Uint8Array());
  const opens = (organizationId: string, version = row?.version ?? 0) =>
    box.open(row?.sealed ?? {}, { organizationId, version }).then(
      () => true,
      () => false,
    );
  expect(await opens('alert-webhook of nbf')).toBe(true);
  expect([await opens('nbf'), await opens('alert-webhook of hlf'), await opens('alert-webhook of nbf', 2)]).toEqual([
    false,
    false,
    false,
  ]);
});

test('a secret goes with its address: a new address needs a new one, and without a webhook it is forgotten', async () => {
  await save({ webhook: { url, secret } });
  const moved = await save({ webhook: { url: 'https://a.example.net/' } });
  expectProblem(moved, moved.body, { status: 422, code: 'WEBHOOK_SECRET_MISSING', field: 'webhook.secret' });
  expect(await save({ webhook: null })).toMatchObject({ status: 200, body: { webhook: null } });
  expect(await ownSql(service, 'select sealed_secret, secret_set_by from bilag.alert_settings')).toEqual([
    { sealed_secret: null, secret_set_by: null },
  ]);
  const again = await save({ webhook: { url } });
  expectProblem(again, again.body, { status: 422, code: 'WEBHOOK_SECRET_MISSING', field: 'webhook.secret' });
});

test.each([
  'http://hooks.example.com/',
  'https://elsewhere.example.com/',
  'https://hooks.example.com:444/',
  'https://127.0.0.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://[::1]/',
  'https://user:pw@hooks.example.com/',
])('a webhook to %s is refused', async (address) => {
  const answer = await save({ webhook: { url: address, secret } });
  expectProblem(answer, answer.body, { status: 422, code: 'WEBHOOK_ADDRESS_NOT_ALLOWED', field: 'webhook.url' });
});

test.each<[object, string]>([
  [{ errorsPerDay: 0 }, 'errorsPerDay'],
  [{ errorsPerDay: '10' }, 'errorsPerDay'],
  [{ errorsPerDay: 1.5 }, 'errorsPerDay'],
  [{ errorsPerDay: null }, 'errorsPerDay'],
  [{ pendingHours: 0 }, 'pendingHours'],
  [{ pendingHours: 1e6 }, 'pendingHours'],
  [{ emails: ['a@example.org\r\nBcc: evil@example.com'] }, 'emails[0]'],
  [{ emails: ['a@example.org,evil@example.com'] }, 'emails[0]'],
  [{ emails: ['A <a@example.org>'] }, 'emails[0]'],
  [{ emails: ['a@example.org\n'] }, 'emails[0]'],
  [{ emails: ['a@localhost'] }, 'emails[0]'],
  [{ emails: ['a@b.no', 'a@b.no'] }, 'emails'],
  [{ emails: Array.from({ length: 21 }, (_, at) => `a${at}@example.org`) }, 'emails'],
  [{ emails: 'a@example.org' }, 'emails'],
  [{ webhook: { url, secret: 'plain' } }, 'webhook.secret'],
  [{ webhook: { url, secret: 'whsec_c2hvcnQ=' } }, 'webhook.secret'],
  [{ webhook: { secret } }, 'webhook.url'],
  [{ other: true }, 'other'],
])('hostile settings are refused: %j', async (body, field) => {
  const answer = await save(body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  expect(String(answer.body.field)).toContain(field.split('.')[0]);
  expect(JSON.stringify(answer.body)).not.toContain('evil@');
  expect(await ownSql(service, 'select from bilag.alert_settings')).toEqual([]);
});

test('only administrators of the organization and of the platform see and change them', async () => {
  for (const [as, status] of [
    [approvingApp('nbf'), 403],
    [orgAdmin('hlf'), 404],
  ] as const) {
    expect((await service.call('GET', path, as)).status).toBe(status);
    expect((await save({}, as)).status).toBe(status);
  }
  const missing = await send(service, 'PUT', path, { as: orgAdmin('hlf'), headers: json, body: '{}' });
  expectProblem(missing, JSON.parse(missing.text), { status: 404, code: 'UNKNOWN_ORGANIZATION' });
});
