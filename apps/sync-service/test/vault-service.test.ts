import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { anApproval } from '@bilag/core/testing';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { composeKeys } from '../src/compose-keys.ts';
import { parseConfig } from '../src/config.ts';
import { ConfigError, type Environment } from '../src/environment.ts';
import { migrate } from '../src/persistence/migrate.ts';
import { keyIdOf } from '../src/secrets/local-keys.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { databaseTexts, type StoredText } from './canary/database-texts.ts';
import { findsIn } from './canary/spellings.ts';
import { bilag } from './support/cli.ts';
import { everyEntry, settle, skipBackoff } from './support/engine.ts';
import { vaultKeyId, vaultVariables } from './support/key-vault.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { startReplica } from './support/replica.ts';
import { openDatabaseOf } from './support/service-database.ts';
import { approvingApp, globalAdmin, startServiceOn, type TestService } from './support/started-service.ts';

async function aMock(): Promise<MockErp> {
  const mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  onTestFinished(() => mock.close());
  return mock;
}

/** A service on a database of its own. */
async function aService(mock: MockErp, environment: Environment, logged?: StoredText[]): Promise<TestService> {
  const sink = logged && { log: { write: (line: string) => void logged.push({ place: 'log', text: line }) } };
  const service = await startServiceOn(await createTestDatabase(migrate), mock, environment, undefined, sink);
  onTestFinished(() => service.close());
  return service;
}

/** Processes are started beside it: an answer of the mock may take its time. */
function patientIntegration(mock: MockErp) {
  const { settings, ...integration } = xledgerIntegration(mock);
  return { ...integration, settings: { ...settings, timing: { ...settings.timing, requestTimeoutMs: 30_000 } } };
}

const approve = (service: TestService, sourceId: string) =>
  service.call(
    'POST',
    '/v1/organizations/nbf/approvals',
    approvingApp('nbf'),
    anApproval({ sourceId, lines: [{ expenseType: 'toll', amount: '61.00', costCenter: '310', text: 'Toll' }] }),
  );
const trial = (service: TestService) => service.call('POST', '/v1/organizations/nbf/integration/test', globalAdmin);

test('CFG-4 sends wait while the key vault is away, nothing is rejected or lost, and they go on when it is back', async () => {
  const mock = await aMock();
  mock.keyVault.keys.create('bilag');
  const logged: StoredText[] = [];
  // Without a memory, so that each send needs the vault.
  const environment = { ...vaultVariables(mock), BILAG_KEY_VAULT_CACHE_SECONDS: '0', BILAG_LOG_LEVEL: 'debug' };
  const service = await aService(mock, environment, logged);
  await connectOrganization(service, 'nbf', patientIntegration(mock));
  expect((await approve(service, 'before')).status).toBe(201);
  await settle(service);

  mock.world.faults.add({
    id: 'away',
    system: 'key-vault',
    effect: { kind: 'status', status: 503, body: { error: { code: 'ServiceUnavailable', message: 'Try later' } } },
  });
  expect((await approve(service, 'meanwhile')).status).toBe(201);
  const status = async () => (await service.call('GET', '/v1/organizations/nbf/status', globalAdmin)).body;
  await expect.poll(async () => JSON.stringify(await status())).toContain('KEY_VAULT_UNAVAILABLE');
  expect(await trial(service)).toMatchObject({ status: 503, body: { code: 'KEY_VAULT_UNAVAILABLE' } });
  expect(
    (await service.call('PUT', '/v1/organizations/nbf/integration', globalAdmin, patientIntegration(mock))).status,
  ).toBe(503);
  expect(await everyEntry(service)).toEqual([
    { state: 'pending', count: 1 },
    { state: 'synced', count: 1 },
  ]);

  mock.world.faults.remove('away');
  await settle(service, { hurry: skipBackoff });
  expect(await everyEntry(service)).toEqual([{ state: 'synced', count: 2 }]);
  expect(mock.world.ledger.list()).toHaveLength(2);

  // No key is in a log or in the database, in any encoding: neither a data key nor what the service signs in with.
  const bodies = mock.world.requests
    .list()
    .flatMap((it) =>
      it.operation === 'key-vault.wrapKey' ? [it.body] : it.operation === 'key-vault.unwrapKey' ? [it.answer] : [],
    );
  const values = bodies.flatMap((it): string[] => (it.includes('"value"') ? [JSON.parse(it).value] : []));
  const dataKeys = [...new Set(values)].map((it) => Buffer.from(it, 'base64url')).filter((it) => it.length === 32);
  expect(dataKeys.length).toBeGreaterThanOrEqual(2);
  const secrets = Object.fromEntries(
    dataKeys.flatMap((it, at) =>
      (['base64url', 'base64', 'hex', 'latin1'] as const).map((encoding) => [
        `data key ${at} ${encoding}`,
        it.toString(encoding),
      ]),
    ),
  );
  const all = { ...secrets, 'client secret': mock.world.seed.businessCentral.bilagApp.secret };
  expect(logged.length).toBeGreaterThan(5);
  expect(findsIn(logged, all)).toEqual([]);
  expect(findsIn(await databaseTexts(service.databaseUrl), all)).toEqual([]);
}, 180_000);

test('CFG-4 while the key vault keeps the saving of credentials waiting, the organization’s vouchers are booked and recorded', async () => {
  const mock = await aMock();
  mock.keyVault.keys.create('bilag');
  const service = await aService(mock, vaultVariables(mock));
  await connectOrganization(service, 'nbf', patientIntegration(mock));
  // Each of the questions that a sealing takes is answered late.
  mock.world.faults.add({ id: 'slow', system: 'key-vault', effect: { kind: 'delay', ms: 8_000 } });
  const order: string[] = [];
  const saving = service
    .call('PUT', '/v1/organizations/nbf/integration', globalAdmin, patientIntegration(mock))
    .finally(() => order.push('saved'));
  await expect.poll(() => mock.world.faults.list()[0]?.fired, { interval: 20 }).toBe(1);
  expect((await approve(service, 'meanwhile')).status).toBe(201);
  await settle(service);
  expect(await everyEntry(service)).toEqual([{ state: 'synced', count: 1 }]);
  order.push('recorded');
  mock.world.faults.clear();
  expect((await saving).status).toBe(200);
  expect(order).toEqual(['recorded', 'saved']);
}, 180_000);

test('a start is refused, each time with what is in the way, while the vault is away, the key is missing or disabled, or a right is missing', async () => {
  const mock = await aMock();
  const opened = await openDatabaseOf([]);
  onTestFinished(() => opened.close());
  const rest = {
    BILAG_HTTP_PORT: '0',
    BILAG_DATABASE_URL: opened.ownerUrl,
    BILAG_JWT_SECRET: randomBytes(32).toString('base64url'),
    BILAG_JWT_ISSUER: 'https://sign-in.example.org',
    BILAG_JWT_AUDIENCE: 'bilag',
    BILAG_LOG_LEVEL: 'fatal',
    ...vaultVariables(mock),
  };
  const refusal = async (changes: Environment = {}): Promise<string> => {
    const keys = composeKeys(parseConfig({ ...rest, ...changes }), opened.database, createLogger('fatal'));
    const error: unknown = await keys.assertUsable().catch((it: unknown) => it);
    await keys.close();
    if (error instanceof ConfigError) return error.message;
    throw new Error('It was not refused.', { cause: error });
  };
  expect(await refusal()).toMatch(/BILAG_KEY_VAULT_KEY cannot be used: there is no key bilag in 127\.0\.0\.1/);
  mock.keyVault.keys.create('bilag');
  mock.keyVault.keys.setEnabled('bilag', false);
  expect(await refusal()).toMatch(/disabled\. Enable it in the vault/);
  mock.keyVault.keys.setEnabled('bilag', true);
  mock.world.settings.get('keyVault')?.change({ permissions: ['get', 'wrapKey'] });
  expect(await refusal()).toMatch(/may not «sign».*Key Vault Crypto User/);
  mock.world.settings.get('keyVault')?.change({ permissions: ['get', 'wrapKey', 'unwrapKey', 'sign'] });
  mock.world.faults.add({ id: 'away', system: 'key-vault', effect: { kind: 'drop-before' } });
  expect(await refusal()).toMatch(/the vault 127\.0\.0\.1:\d+ did not answer.*firewall/);
  mock.world.faults.clear();
  expect(await refusal({ AZURE_CLIENT_SECRET: 'wrong-secret' })).toMatch(/AADSTS7000215.*Check AZURE_TENANT_ID/);

  // As an operator sees it.
  const main = path.resolve(import.meta.dirname, '../src/main.ts');
  mock.keyVault.keys.remove('bilag');
  const child = spawn(process.execPath, ['--conditions=@bilag/source', main], {
    env: { ...rest, PATH: process.env.PATH },
  });
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(status).toBe(78);
  expect(said).toContain('recover it in the vault (az keyvault key recover)');
  expect(said).not.toContain(rest.AZURE_CLIENT_SECRET);
}, 180_000);

test('CFG-4 a running service goes over from a key of its own to a vault, without a stop and without credentials entered again', async () => {
  const mock = await aMock();
  const { version } = mock.keyVault.keys.create('bilag');
  const inVault = `${vaultKeyId(mock)}/${version}`;
  const local = randomBytes(32).toString('base64');
  const vault = vaultVariables(mock);
  // Step 1: every process knows both.
  const before = {
    ...vault,
    BILAG_KEY_VAULT_KEY: '',
    BILAG_KEY_VAULT_FORMER_KEYS: vaultKeyId(mock),
    BILAG_CREDENTIAL_KEY: local,
  };
  const service = await aService(mock, before);
  await connectOrganization(service, 'nbf', patientIntegration(mock));
  const url = { BILAG_DATABASE_URL: service.databaseUrl };
  const formerPublic = (await bilag({ ...before, ...url }, 'keys', 'public')).out.trim();

  // Steps 2 and 3, while the process of before goes on.
  const after = { ...vault, ...url, BILAG_CREDENTIAL_FORMER_KEYS: local };
  const rotate = await bilag(after, 'keys', 'rotate', '--json');
  expect(JSON.parse(rotate.out)).toEqual({ keyId: inVault, resealed: 1, unreadable: [], done: true });
  expect(await trial(service)).toMatchObject({ status: 200 });
  const status = JSON.parse((await bilag(after, 'keys', 'status', '--json')).out);
  expect(status).toMatchObject({
    current: inVault,
    sealedWith: [{ keyId: inVault, known: true, kind: 'credentials', count: 1 }],
    startNeeds: inVault,
    knownKeys: [{ keyId: inVault, auditKey: expect.any(String) }, { keyId: keyIdOf(Buffer.from(local, 'base64')) }],
  });

  // Then the vault alone is enough, and the key of before is not any more.
  const alone = {
    ...service.environment,
    ...vault,
    BILAG_KEY_VAULT_FORMER_KEYS: '',
    BILAG_AUDIT_FORMER_KEYS: formerPublic,
  };
  const second = await startServiceOn({ url: service.databaseUrl, drop: async () => undefined }, mock, {
    ...vault,
    BILAG_AUDIT_FORMER_KEYS: formerPublic,
  });
  onTestFinished(() => second.close());
  expect(await trial(second)).toMatchObject({ status: 200 });
  const publicKey = (await bilag({ ...vault, ...url }, 'keys', 'public')).out.trim();
  expect([publicKey === formerPublic, status.knownKeys[0].auditKey]).toEqual([false, publicKey]);
  const verification = async (it: TestService) =>
    (await it.call('GET', '/v1/organizations/nbf/sync-logs/verification?full=true', globalAdmin)).body;
  // Both processes seal: the one of before with its own key, the other with that of the vault’s seed. Each verifies both.
  await expect
    .poll(async () => [await verification(second), await verification(service)], { timeout: 60_000, interval: 500 })
    .toMatchObject([
      { verified: true, unsealed: 0 },
      { verified: true, unsealed: 0 },
    ]);
  const given = ['--public-key', publicKey, formerPublic];
  expect((await bilag(url, 'audit', 'verify', ...given)).status).toBe(0);
  expect((await bilag({ ...vault, ...url }, 'audit', 'verify')).status).toBe(64);
  const { BILAG_KEY_VAULT_KEY: _, ...without } = alone;
  const wrong = await bilag({ ...without, ...url, BILAG_CREDENTIAL_KEY: local }, 'keys', 'rotate');
  expect(wrong).toMatchObject({ status: 78, error: expect.stringContaining('BILAG_CREDENTIAL_KEY is not the key') });
  await startReplica({ ...service, environment: alone });
}, 290_000);

test('a rotation to a new version of the vault’s key that is killed in the middle is gone on with, while settings are saved', async () => {
  const mock = await aMock();
  const first = mock.keyVault.keys.create('bilag');
  const service = await aService(mock, vaultVariables(mock));
  for (const id of ['org-a', 'org-b', 'org-c']) await connectOrganization(service, id, patientIntegration(mock));
  const second = mock.keyVault.keys.create('bilag');
  const variables = { ...vaultVariables(mock), BILAG_DATABASE_URL: service.databaseUrl };
  const sealedWith = async () => {
    const { sealedWith: all } = JSON.parse((await bilag(variables, 'keys', 'status', '--json')).out);
    return Object.fromEntries(all.map((it: { keyId: string; count: number }) => [it.keyId.slice(-32), it.count]));
  };
  expect(await sealedWith()).toEqual({ [first.version]: 3 });

  const holder = new pg.Client({ connectionString: service.databaseUrl });
  await holder.connect();
  onTestFinished(() => holder.end());
  await holder.query('begin');
  await holder.query("select from bilag.lanes where organization_id = 'org-b' for update");
  const main = path.resolve(import.meta.dirname, '../src/cli/main.ts');
  const words = ['--conditions=@bilag/source', main, 'keys', 'rotate', '--batch', '1'];
  const child = spawn(process.execPath, words, { env: variables, stdio: 'ignore' });
  const ended = once(child, 'exit');
  // Not on the connection that holds the lock, and without a process each time. Then org-a is done, and org-b waits for the lock.
  const watcher = new pg.Client({ connectionString: service.databaseUrl });
  await watcher.connect();
  onTestFinished(() => watcher.end());
  const done = `select count(*)::integer as count from bilag.integration_configs where right(sealed_credentials->>'keyId', 32) = $1`;
  await expect
    .poll(async () => (await watcher.query<{ count: number }>(done, [second.version])).rows[0]?.count, {
      timeout: 60_000,
      interval: 50,
    })
    .toBe(1);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  await holder.query('rollback');
  expect(await sealedWith()).toEqual({ [first.version]: 2, [second.version]: 1 });

  // An administrator replaces credentials meanwhile: the newest version seals them at once.
  const saved = await service.call('PUT', '/v1/organizations/org-c/integration', globalAdmin, patientIntegration(mock));
  expect(saved.status).toBe(200);
  expect(await sealedWith()).toEqual({ [first.version]: 1, [second.version]: 2 });

  // A former version that somebody has disabled too early stops the rotation, and nothing is lost.
  mock.keyVault.keys.setEnabled('bilag', false, first.version);
  const stopped = await bilag(variables, 'keys', 'rotate');
  expect(stopped).toMatchObject({ status: 69, error: expect.stringContaining('is disabled. Enable this version') });
  mock.keyVault.keys.setEnabled('bilag', true, first.version);
  const rest = await bilag(variables, 'keys', 'rotate', '--json');
  expect(JSON.parse(rest.out)).toMatchObject({ resealed: 1, unreadable: [], done: true });
  expect(await sealedWith()).toEqual({ [second.version]: 3 });

  // Now it is not needed any more, and the seals of the audit log did not change their key.
  mock.keyVault.keys.setEnabled('bilag', false, first.version);
  const again = await startServiceOn(
    { url: service.databaseUrl, drop: async () => undefined },
    mock,
    vaultVariables(mock),
  );
  onTestFinished(() => again.close());
  for (const id of ['org-a', 'org-b', 'org-c']) {
    expect(await again.call('POST', `/v1/organizations/${id}/integration/test`, globalAdmin)).toMatchObject({
      status: 200,
    });
  }
}, 290_000);

test('who has lost the vault can adopt another key in it, which every audit log tells', async () => {
  const mock = await aMock();
  mock.keyVault.keys.create('bilag');
  const { version } = mock.keyVault.keys.create('second');
  const service = await aService(mock, vaultVariables(mock));
  await connectOrganization(service, 'nbf', patientIntegration(mock));
  const other = { ...vaultVariables(mock, 'second'), BILAG_DATABASE_URL: service.databaseUrl };
  expect((await bilag(other, 'keys', 'rotate')).status).toBe(78);
  const adopted = await bilag(other, 'keys', 'adopt', '--reason', 'The subscription was deleted', '--json');
  expect(JSON.parse(adopted.out)).toEqual({ keyId: `${vaultKeyId(mock, 'second')}/${version}`, adopted: true });
  const status = await bilag(other, 'keys', 'status');
  expect(status).toMatchObject({ status: 1, out: expect.stringContaining('(NOT KNOWN)') });
}, 180_000);
