import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import type { KeyStore } from '@bilag/core';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { signingKeyOf } from '../src/audit/signing-key.ts';
import { createPostgresIntegrationStore } from '../src/persistence/postgres-integration-store.ts';
import { createPostgresKeyStore } from '../src/persistence/postgres-key-store.ts';
import { sealedPlaces } from '../src/persistence/sealed-places.ts';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { keyIdOf, localKeyRing } from '../src/secrets/local-keys.ts';
import { rotateKeys } from '../src/secrets/rotate-keys.ts';
import { sealerOf, writeSteps } from './support/audit.ts';
import { bilag } from './support/cli.ts';
import { countOpening, sealFor } from './support/keys.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

const [former, next] = [randomBytes(32), randomBytes(32)];
const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((it) => `org-${it}`);
const inBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

async function sealedDatabase(organizationIds: readonly string[] = ids): Promise<ServiceDatabase> {
  const service = await openDatabaseOf(organizationIds);
  onTestFinished(() => service.close());
  await sealFor(service, organizationIds, former);
  return service;
}

function variables(service: ServiceDatabase, key: Uint8Array, ...formerKeys: Uint8Array[]) {
  return {
    BILAG_DATABASE_URL: service.ownerUrl,
    BILAG_CREDENTIAL_KEY: inBase64(key),
    BILAG_CREDENTIAL_FORMER_KEYS: formerKeys.map(inBase64).join(','),
  };
}

const rotated = (service: ServiceDatabase) =>
  service.asOwner<{ id: string; actor: string; kinds: string[] }>(
    `select organization_id as id, actor, array(select it->>'kind' from jsonb_array_elements(detail->'secrets') it) as kinds
     from bilag.sync_logs where action = 'key-rotated' order by log_id`,
  );

test('every sealed secret goes over to the current key, once, and the audit log of each organization says so', async () => {
  const service = await sealedDatabase();
  await service.asOwner(
    "update bilag.alert_settings set webhook_url = null, sealed_secret = null, secret_set_at = null, secret_set_by = null where organization_id = 'org-c'",
  );
  expect(await countOpening(service, former)).toBe(11);
  const before = JSON.parse((await bilag(variables(service, next, former), 'keys', 'status', '--json')).out);
  expect(before).toEqual({
    current: keyIdOf(next),
    knownKeys: [next, former].map((it) => ({ keyId: keyIdOf(it), auditKey: signingKeyOf(it).publicKey })),
    sealedWith: [
      { keyId: keyIdOf(former), known: true, kind: 'alert-webhook', count: 5 },
      { keyId: keyIdOf(former), known: true, kind: 'credentials', count: 6 },
    ],
    startNeeds: null,
  });

  const words = ['keys', 'rotate', '--batch', '2', '--actor', 'kari', '--json'];
  const { status, out } = await bilag(variables(service, next, former), ...words);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toEqual({ keyId: keyIdOf(next), resealed: 11, unreadable: [], done: true });
  expect([await countOpening(service, next), await countOpening(service, former)]).toEqual([11, 0]);
  const both = ['alert-webhook', 'credentials'];
  expect(await rotated(service)).toEqual(
    ids.map((id) => ({ id, actor: 'kari', kinds: id === 'org-c' ? ['credentials'] : both })),
  );

  const again = await bilag(variables(service, next), ...words);
  expect(JSON.parse(again.out)).toMatchObject({ resealed: 0, done: true });
  expect(await rotated(service)).toHaveLength(6);
  const after = await bilag(variables(service, next), 'keys', 'status');
  expect(after).toMatchObject({ status: 0, out: expect.stringContaining(`A start needs ${keyIdOf(next)}.`) });
}, 180_000);

test('a rotation that is killed in the middle is gone on with by the next one, and everything opens', async () => {
  const service = await sealedDatabase();
  const holder = new pg.Client({ connectionString: service.ownerUrl });
  await holder.connect();
  await holder.query('begin');
  await holder.query("select from bilag.lanes where organization_id = 'org-d' for update");

  const main = path.resolve(import.meta.dirname, '../src/cli/main.ts');
  const words = ['--conditions=@bilag/source', main, 'keys', 'rotate', '--batch', '1'];
  const child = spawn(process.execPath, words, { env: variables(service, next, former), stdio: 'ignore' });
  const ended = once(child, 'exit');
  const waiting = `select count(*)::integer as count from pg_stat_activity where wait_event_type = 'Lock' and query like '%bilag.lanes%' and datname = current_database()`;
  await expect
    .poll(async () => (await service.asOwner<{ count: number }>(waiting))[0]?.count, { timeout: 60_000, interval: 20 })
    .toBe(1);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  await holder.query('rollback');
  await holder.end();
  expect([await countOpening(service, next), await countOpening(service, former)]).toEqual([6, 6]);
  // Until the end nobody can do without the former key, by mistake.
  const { out } = await bilag(variables(service, next, former), 'keys', 'status', '--json');
  expect(JSON.parse(out)).toMatchObject({ startNeeds: keyIdOf(former) });
  expect((await bilag(variables(service, next), 'keys', 'rotate')).status).toBe(78);

  const rest = await bilag(variables(service, next, former), 'keys', 'rotate', '--json');
  expect(JSON.parse(rest.out)).toMatchObject({ resealed: 6, unreadable: [], done: true });
  expect([await countOpening(service, next), await countOpening(service, former)]).toEqual([12, 0]);
  expect((await rotated(service)).map((it) => it.id)).toEqual(ids);
}, 180_000);

test('what no known key opens stays as it is and is named; with the wrong key nothing begins', async () => {
  const service = await sealedDatabase(['org-a', 'org-b']);
  const lost = randomBytes(32);
  await sealFor(service, ['org-b'], lost);
  const found = await bilag(variables(service, next, former), 'keys', 'rotate', '--json');
  const unreadable = ['alert-webhook', 'credentials'].map((kind) => ({ organizationId: 'org-b', kind }));
  expect(found.status).toBe(1);
  expect(JSON.parse(found.out)).toEqual({ keyId: keyIdOf(next), resealed: 2, unreadable, done: true });
  expect([await countOpening(service, next), await countOpening(service, lost)]).toEqual([2, 2]);
  const status = await bilag(variables(service, next), 'keys', 'status');
  expect(status).toMatchObject({ status: 1, out: expect.stringContaining('(NOT KNOWN)') });

  const wrong = await bilag(variables(service, randomBytes(32)), 'keys', 'rotate');
  expect(wrong).toMatchObject({ status: 78, out: '', error: expect.stringContaining('BILAG_CREDENTIAL_KEY is not') });
  const busy = await bilag(variables(service, next), 'keys', 'rotate', '--batch', '0');
  expect(busy.status).toBe(64);
}, 180_000);

test('settings that are saved while their secret is sealed anew are not undone, and do not bring the former key back', async () => {
  const service = await sealedDatabase(['org-a', 'org-b', 'org-c']);
  const ring = localKeyRing(next, [former]);
  const integrations = createPostgresIntegrationStore(service.database, createEnvelopeSecretBox(ring));
  const stored = createPostgresKeyStore(service.database.enginePool);
  let hasSaved = false;
  // Between the reading of a batch and its writing the service saves: one replaces its credentials, another changes settings only.
  const store: KeyStore = {
    ...stored,
    async replace(resealed, change) {
      if (!hasSaved) {
        hasSaved = true;
        const replaced = { connector: 'file', settings: {}, credentials: { token: 'the token of org-a' } };
        await integrations.save('org-a', replaced, 'kari');
        await integrations.save('org-b', { connector: 'file', settings: { changed: true } }, 'kari');
      }
      return await stored.replace(resealed, change);
    },
  };
  const done = await rotateKeys({ store, ring }, { batch: 10, actor: 'cli' });
  expect(done).toMatchObject({ resealed: 5, unreadable: [], done: true });
  expect([await countOpening(service, next), await countOpening(service, former)]).toEqual([6, 0]);
  const [changed] = await service.asOwner<{ settings: object }>(
    "select settings from bilag.integration_configs where organization_id = 'org-b'",
  );
  expect(changed?.settings).toEqual({ changed: true });
}, 180_000);

test('two rotations at once seal each secret anew once, and the audit log has it once', async () => {
  const service = await sealedDatabase(['org-a', 'org-b']);
  const ring = localKeyRing(next, [former]);
  const stored = createPostgresKeyStore(service.database.enginePool);
  const rotate = (store: KeyStore, actor: string) => rotateKeys({ store, ring }, { batch: 10, actor });
  let other: Promise<unknown> | undefined;
  const store: KeyStore = {
    ...stored,
    async replace(resealed, change) {
      other ??= rotate(stored, 'second');
      await other;
      return await stored.replace(resealed, change);
    },
  };
  expect(await rotate(store, 'first')).toMatchObject({ resealed: 0, done: true });
  expect(await other).toMatchObject({ resealed: 4, done: true });
  expect((await rotated(service)).map((it) => it.actor)).toEqual(['second', 'second']);
  expect(await countOpening(service, next)).toBe(4);
}, 180_000);

test('settings that are being saved hold up the rotation of their organization, so that what they have read is not written back after it', async () => {
  const service = await sealedDatabase(['org-a']);
  const saver = new pg.Client({ connectionString: service.ownerUrl });
  await saver.connect();
  onTestFinished(() => saver.end());
  await saver.query('begin');
  await saver.query("select from bilag.lanes where organization_id = 'org-a' for update");
  const read = 'select sealed_credentials as sealed from bilag.integration_configs';
  const before = (await saver.query<{ sealed: object }>(read)).rows[0]?.sealed;
  const rotation = bilag(variables(service, next, former), 'keys', 'rotate', '--json');
  const waiting = `select count(*)::integer as count from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  await expect
    .poll(async () => (await service.asOwner<{ count: number }>(waiting))[0]?.count, { timeout: 60_000, interval: 20 })
    .toBe(1);
  await saver.query('update bilag.integration_configs set sealed_credentials = $1, config_version = 2', [before]);
  await saver.query('commit');
  expect(JSON.parse((await rotation).out)).toMatchObject({ resealed: 2, done: true });
  expect(await countOpening(service, next)).toBe(2);
}, 180_000);

test('every column of the schema that holds a sealed secret is one that the rotation goes through', async () => {
  const service = await openDatabaseOf([]);
  onTestFinished(() => service.close());
  const columns = await service.asOwner<{ name: string }>(
    `select table_schema || '.' || table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'bilag' and column_name like '%sealed%' and data_type = 'jsonb' order by 1`,
  );
  const places = [...sealedPlaces.map((it) => `${it.table}.${it.column}`), 'bilag.key_check.sealed'];
  expect(columns.map((it) => it.name)).toEqual(places.toSorted());
});

test('AUD-8 the audit log verifies through a rotation: with the former key known, and later with its public key alone', async () => {
  const service = await sealedDatabase(['org-a']);
  await sealerOf(service, signingKeyOf(former)).sealAll();
  await bilag(variables(service, next, former), 'keys', 'rotate');
  await service.asOwner(writeSteps, ['org-a', 1, 3]);
  await sealerOf(service, signingKeyOf(next)).sealAll();
  const verify = async (...formerKeys: Uint8Array[]) =>
    (await bilag(variables(service, next, ...formerKeys), 'audit', 'verify')).status;
  expect([await verify(former), await verify()]).toEqual([0, 1]);
  const withPublic = { ...variables(service, next), BILAG_AUDIT_FORMER_KEYS: signingKeyOf(former).publicKey };
  expect((await bilag(withPublic, 'audit', 'verify')).status).toBe(0);
}, 180_000);
