import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { MigrationBlockedError, migrate } from '../src/persistence/migrate.ts';
import type { MigrationClass } from '../src/persistence/migration-class.ts';
import { migrationLock } from '../src/persistence/migration-turn.ts';
import { migrations } from '../src/persistence/migrations/index.ts';
import { bilag } from './support/cli.ts';
import { holdTransaction } from './support/held-transaction.ts';
import { concurrentIndex, migrationOf } from './support/next-migrations.ts';
import { openServiceDatabase, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
beforeEach(async () => {
  service = await openServiceDatabase();
});
afterEach(() => service.close());

const withNext = (...next: readonly MigrationClass[]) => ({ migrations: [...migrations, ...next] });

const nextOnes = async () =>
  (
    await service.asOwner<{ name: string }>("select name from bilag.migrations where name like 'Next%' order by id")
  ).map((it) => it.name);

async function hasColumn(table: string, name: string): Promise<boolean> {
  const text = 'select from pg_attribute where attrelid = $1::regclass and attname = $2 and not attisdropped';
  return (await service.asOwner(text, [`bilag.${table}`, name])).length === 1;
}

async function indexes(name: string): Promise<readonly boolean[]> {
  const text = 'select indisvalid as valid from pg_index where indexrelid = to_regclass($1)';
  return (await service.asOwner<{ valid: boolean }>(text, [`bilag.${name}`])).map((it) => it.valid);
}

/** Sessions of whoever migrates that have asked such a thing last, and wait for a lock when `wait` says so. */
async function migrators(query: string, wait: 'Lock' | 'Client'): Promise<readonly number[]> {
  const text = `select pid from pg_stat_activity where datname = current_database() and application_name = 'bilag-migrate'
    and query ilike $1 and wait_event_type = $2`;
  return (await service.asOwner<{ pid: number }>(text, [`${query}%`, wait])).map((it) => it.pid);
}

describe('a migration that does not get its lock', () => {
  const wide = migrationOf(
    'NextWide',
    'alter table bilag.organizations add column next_note text',
    'alter table bilag.outbox add column next_note text',
  );

  test('gives way, is given up after so many tries, and leaves nothing of itself behind', async () => {
    await using reader = await holdTransaction(service.ownerUrl, 'select from bilag.outbox limit 1');
    const blocked: number[] = [];
    const first = migrationOf('NextFirst', 'create table bilag.next_things (id int primary key)');
    const options = { ...withNext(first, wide), tries: 2, onBlocked: (_: string, at: number) => blocked.push(at) };
    const failed = await migrate(service.ownerUrl, options).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(MigrationBlockedError);
    expect(String(failed)).toMatch(/NextWide could not get a lock in 2 tries.*Nothing of it was changed/);
    expect(blocked).toEqual([1, 2]);
    expect(await nextOnes()).toEqual(['NextFirst']);
    expect([await hasColumn('organizations', 'next_note'), await hasColumn('outbox', 'next_note')]).toEqual([
      false,
      false,
    ]);
    await reader.release();
    await migrate(service.ownerUrl, options);
    expect(await nextOnes()).toEqual(['NextFirst', 'NextWide']);
  });

  test('asks again, and gets through once the other session is gone', async () => {
    await using reader = await holdTransaction(service.ownerUrl, 'select from bilag.outbox limit 1');
    const options = { ...withNext(wide), onBlocked: () => void reader.release() };
    await migrate(service.ownerUrl, options);
    expect(await hasColumn('outbox', 'next_note')).toBe(true);
  });

  test('makes the command end with 75, and say what to do', async () => {
    const empty = await createTestDatabase(async () => undefined, 'empty');
    try {
      await using other = new AsyncDisposableStack();
      other.use(await holdTransaction(empty.url, 'create schema bilag'));
      const environment = { BILAG_DATABASE_OWNER_URL: empty.url };
      const ended = await bilag(environment, 'migrate', '--tries', '1', '--json');
      expect(ended).toMatchObject({ status: 75, out: '', error: expect.stringContaining('gave way') });
      expect(ended.error).toMatch(/"code":"MIGRATION_BLOCKED".*run «bilag migrate» again/);
      expect(await bilag(environment, 'migrate', '--tries', 'many')).toMatchObject({ status: 64 });
    } finally {
      await empty.drop();
    }
  });
});

describe('several who migrate at once', () => {
  test('do each migration once, also an index that is built beside the work', async () => {
    const next = [
      migrationOf('NextThings', 'create table bilag.next_things (id int primary key)'),
      concurrentIndex('next_outbox_updated', 'outbox (organization_id, updated_at)'),
      migrationOf('NextMore', 'alter table bilag.next_things add column note text'),
    ];
    await Promise.all([1, 2, 3].map(() => migrate(service.ownerUrl, withNext(...next))));
    expect(await nextOnes()).toEqual(['NextThings', 'NextIndex_next_outbox_updated', 'NextMore']);
    expect(await indexes('next_outbox_updated')).toEqual([true]);
  });

  test('wait for their turn without holding up an index that is being built', async () => {
    const other = new pg.Client({ connectionString: service.ownerUrl });
    await other.connect();
    await other.query('select pg_advisory_lock($1)', [migrationLock]);
    let isDone = false;
    const migrateOnce = async () => {
      await migrate(service.ownerUrl);
      isDone = true;
    };
    const waiting = migrateOnce();
    try {
      await expect.poll(() => migrators('select pg_%advisory_lock', 'Client')).toHaveLength(1);
      await other.query('set statement_timeout = 10000');
      await other.query('create index concurrently next_outbox_updated on bilag.outbox (organization_id, updated_at)');
      expect(isDone).toBe(false);
    } finally {
      await other.end();
      await waiting;
    }
    expect(await indexes('next_outbox_updated')).toEqual([true]);
  });
});

test('a role that another database of the server gives at the same moment is no failure', async () => {
  const elsewhere = new URL(service.ownerUrl);
  elsewhere.pathname = 'postgres';
  const role = `next_member_${randomBytes(4).toString('hex')}`;
  await service.asOwner(`create role ${role}`);
  const grant = `grant bilag_app to ${role}`;
  try {
    await using other = await holdTransaction(elsewhere.href, grant);
    const options = withNext(migrationOf('NextMember', grant));
    const migrating = migrate(service.ownerUrl, options);
    await expect.poll(() => migrators('grant bilag_app', 'Lock')).toHaveLength(1);
    await other.commit();
    await migrating;
    expect(await nextOnes()).toEqual(['NextMember']);
  } finally {
    await service.asOwner(`drop role ${role}`);
  }
});

test('an index whose building was broken off is built anew by the next try', async () => {
  await using backup = await holdTransaction(service.ownerUrl);
  const options = withNext(concurrentIndex('next_outbox_updated', 'outbox (organization_id, updated_at)'));
  const building = migrate(service.ownerUrl, options).then(
    () => 'built',
    () => 'broken off',
  );
  await expect.poll(() => migrators('create index concurrently', 'Lock')).toHaveLength(1);
  const [builder] = await migrators('create index concurrently', 'Lock');
  await service.asOwner('select pg_terminate_backend($1)', [builder]);
  expect(await building).toBe('broken off');
  expect(await indexes('next_outbox_updated')).toEqual([false]);
  await backup.release();
  await migrate(service.ownerUrl, options);
  expect(await indexes('next_outbox_updated')).toEqual([true]);
  expect(await nextOnes()).toEqual(['NextIndex_next_outbox_updated']);
});
