import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { keyIdOf } from '../src/secrets/local-keys.ts';
import { bilag } from './support/cli.ts';
import { sealFor } from './support/keys.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { endWith } from './support/refused-start.ts';
import { startReplica } from './support/replica.ts';
import { aServiceWithMock, globalAdmin, startTestService } from './support/service.ts';
import { openDatabaseOf } from './support/service-database.ts';

const newKey = () => randomBytes(32).toString('base64');

const rest = {
  BILAG_HTTP_PORT: '0',
  BILAG_JWT_SECRET: randomBytes(32).toString('base64url'),
  BILAG_JWT_ISSUER: 'https://sign-in.example.org',
  BILAG_JWT_AUDIENCE: 'bilag',
  BILAG_LOG_LEVEL: 'fatal',
};

async function aDatabase(organizationIds: readonly string[] = []) {
  const service = await openDatabaseOf(organizationIds);
  onTestFinished(() => service.close());
  return service;
}

test('the service does not start without a key, with a malformed one or with one that can be guessed in production', async () => {
  const { ownerUrl: BILAG_DATABASE_URL } = await aDatabase();
  const zeros = Buffer.alloc(32).toString('base64');
  const cases = [
    [{}, 'BILAG_CREDENTIAL_KEY is missing'],
    [{ BILAG_CREDENTIAL_KEY: 'hunter2' }, 'BILAG_CREDENTIAL_KEY must be 32 bytes in base64'],
    [{ BILAG_CREDENTIAL_KEY: zeros, NODE_ENV: 'production' }, 'BILAG_CREDENTIAL_KEY can be guessed'],
  ] as const;
  for (const [variables, what] of cases) {
    const { status, said } = await endWith({ BILAG_DATABASE_URL, ...variables });
    expect(status).toBe(78);
    expect(said).toContain(what);
    expect(said).not.toMatch(/hunter2|AAAA/);
  }
}, 180_000);

test('the first start lays down which key it is; a start with another one is refused, with the former one named it is not', async () => {
  const service = await startTestService();
  onTestFinished(() => service.close());
  const first = String(service.environment['BILAG_CREDENTIAL_KEY']);
  const other = newKey();
  const { status, said } = await endWith({ ...service.environment, BILAG_CREDENTIAL_KEY: other });
  expect(status).toBe(78);
  expect(said).toContain('BILAG_CREDENTIAL_KEY is not the key that the secrets in this database are sealed with');
  expect(said).toContain('docs/keys.md');
  expect(said).not.toContain(other.slice(0, 20));

  const both = { ...service.environment, BILAG_CREDENTIAL_KEY: other, BILAG_CREDENTIAL_FORMER_KEYS: first };
  await startReplica({ ...service, environment: both });
  // Once everything is sealed with the new one, the former one alone is the wrong one.
  expect((await bilag(both, 'keys', 'rotate')).status).toBe(0);
  expect((await endWith(service.environment)).status).toBe(78);
  const alone = { ...service.environment, BILAG_CREDENTIAL_KEY: other };
  await startReplica({ ...service, environment: alone });
}, 180_000);

test('on a database of a release that knew no check value, a key that opens nothing of what is stored is refused', async () => {
  const service = await aDatabase(['nbf']);
  const key = randomBytes(32);
  await sealFor(service, ['nbf'], key);
  const url = { BILAG_DATABASE_URL: service.ownerUrl };
  expect((await endWith({ ...url, BILAG_CREDENTIAL_KEY: newKey() })).status).toBe(78);
  expect(await service.asOwner('select from bilag.key_check')).toHaveLength(0);
  const right = { ...rest, ...url, BILAG_CREDENTIAL_KEY: key.toString('base64') };
  expect((await bilag(right, 'keys', 'rotate')).status).toBe(0);
  const [stored] = await service.asOwner<{ id: string }>("select sealed->>'keyId' as id from bilag.key_check");
  expect(stored?.id).toBe(keyIdOf(key));
}, 180_000);

test('who has lost a key can take another one, which every audit log tells; then the lost one is the wrong one', async () => {
  const service = await startTestService();
  onTestFinished(() => service.close());
  const post = { id: 'nbf', name: 'Norges Blindeforbund', currency: 'NOK' };
  expect((await service.call('POST', '/v1/organizations', globalAdmin, post)).status).toBe(201);
  const lost = { ...service.environment, BILAG_CREDENTIAL_KEY: newKey() };
  expect((await bilag(lost, 'keys', 'adopt')).status).toBe(64);
  const reason = 'The disk with the key broke';
  expect(await bilag(lost, 'keys', 'adopt', '--reason', reason, '--json')).toMatchObject({ status: 0 });
  await startReplica({ ...service, environment: lost });
  expect((await endWith(service.environment)).status).toBe(78);
  const logs = await service.call<{ items: { action: string }[] }>(
    'GET',
    '/v1/organizations/nbf/sync-logs?action=key-adopted',
    globalAdmin,
  );
  expect(logs.body.items).toMatchObject([{ action: 'key-adopted', actor: 'cli', message: reason }]);
}, 180_000);

test('CFG-4 while the service runs with both keys a rotation disturbs nobody, and what a replica seals with the former one is taken by the next', async () => {
  const [former, next] = [newKey(), newKey()];
  const keys = { BILAG_CREDENTIAL_KEY: former, BILAG_CREDENTIAL_FORMER_KEYS: next };
  const { service, mock } = await aServiceWithMock(keys);
  const { settings, ...integration } = xledgerIntegration(mock);
  // Processes are started beside it: an answer of the mock may take its time.
  const patient = {
    ...integration,
    settings: { ...settings, timing: { ...settings.timing, requestTimeoutMs: 30_000 } },
  };
  await connectOrganization(service, 'nbf', patient);
  const commands = { ...service.environment, BILAG_CREDENTIAL_KEY: next, BILAG_CREDENTIAL_FORMER_KEYS: former };
  const rotate = async () => JSON.parse((await bilag(commands, 'keys', 'rotate', '--json')).out);
  const trial = () => service.call('POST', '/v1/organizations/nbf/integration/test', globalAdmin);

  expect(await rotate()).toMatchObject({ resealed: 1, unreadable: [], done: true });
  expect(await trial()).toMatchObject({ status: 200 });
  const address = '/v1/organizations/nbf/integration';
  expect(await service.call('PUT', address, globalAdmin, patient)).toMatchObject({ status: 200 });
  expect(await rotate()).toMatchObject({ resealed: 1, unreadable: [], done: true });
  expect(await trial()).toMatchObject({ status: 200 });
}, 180_000);
