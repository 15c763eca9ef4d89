import { startMockErp } from '@bilag/mock-erp';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { migrate } from '../src/persistence/migrate.ts';
import { migrations } from '../src/persistence/migrations/index.ts';
import { startApprovals } from './support/approval-load.ts';
import { everyEntry, settle } from './support/engine.ts';
import { holdTransaction } from './support/held-transaction.ts';
import { addressOf, openApiOf, routesOf } from './support/http-openapi.ts';
import { everyAllowedKind, type Schema } from './support/next-migrations.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { startReplica } from './support/replica.ts';
import { globalAdmin, startServiceOn, type TestService } from './support/started-service.ts';

/** A migration waits two seconds for a lock, and the service ten: whoever stands behind the migration is answered long before it would give up. */
const longestAnswerMs = 7_000;

async function schemaOf(owner: pg.Pool): Promise<Schema> {
  const tables = await owner.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'bilag' and tablename <> 'migrations'
     order by tablename <> 'outbox', tablename`,
  );
  const functions = await owner.query<{ definition: string }>(
    `select pg_get_functiondef(p.oid) as definition from pg_proc p
     where pronamespace = 'bilag'::regnamespace and prokind = 'f' order by p.oid`,
  );
  return { tables: tables.rows.map((it) => it.name), functions: functions.rows.map((it) => it.definition) };
}

/** Every page that somebody may look at, of one organization. @returns those that the service did not answer. */
async function unanswered(service: TestService): Promise<readonly string[]> {
  const routes = routesOf(await openApiOf(service)).filter((it) => it.method === 'GET' && !it.path.endsWith('/events'));
  const failed: string[] = [];
  for (const address of routes.map((it) => addressOf(it, 'nbf'))) {
    const response = await fetch(service.url + address, {
      headers: { authorization: `Bearer ${await service.sign(globalAdmin)}` },
    });
    await response.arrayBuffer();
    if (response.status >= 500) failed.push(`${response.status} ${address}`);
  }
  expect(routes.length).toBeGreaterThan(15);
  return failed;
}

test('DOD-2 while a next schema is brought in, the present release takes every approval and books each exactly once', async () => {
  const mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  onTestFinished(() => mock.close());
  const said: string[] = [];
  const log = { write: (line: string) => void said.push(line) };
  const database = await createTestDatabase(migrate);
  const service = await startServiceOn(database, mock, { BILAG_LOG_LEVEL: 'error' }, undefined, { log });
  onTestFinished(() => service.close());
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  await startReplica({ ...service, environment: { ...service.environment, BILAG_ROLE: 'worker' } });
  const owner = new pg.Pool({ connectionString: service.databaseUrl, max: 1 });
  onTestFinished(() => owner.end());
  const schema = await schemaOf(owner);
  expect(schema.tables.length).toBeGreaterThan(20);
  const load = startApprovals(service, [
    { organizationId: 'nbf', costCenter: '310', everyMs: 20 },
    { organizationId: 'hlf', costCenter: '100', everyMs: 200 },
  ]);
  onTestFinished(() => load.stop());
  const more = async (count: number) => {
    const goal = load.statuses.length + count;
    await expect.poll(() => load.statuses.length, { timeout: 60_000 }).toBeGreaterThan(goal);
  };
  await more(20);
  expect(await unanswered(service)).toEqual([]);

  // Somebody reads the hottest table, and leaves the transaction open: the migration must not keep everybody waiting behind it.
  await using reader = await holdTransaction(service.databaseUrl, 'select from bilag.outbox limit 1');
  const blocked: string[] = [];
  const next = everyAllowedKind(schema);
  const migrating = migrate(service.databaseUrl, {
    migrations: [...migrations, ...next],
    onBlocked: (migration) => blocked.push(migration),
  });
  migrating.catch(() => undefined);
  await expect.poll(() => blocked.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  expect(new Set(blocked)).toEqual(new Set(['NextColumn_outbox']));
  await more(20);
  // A backup, say: an index that is built beside the work waits for it, and nobody waits for that index.
  await using backup = await holdTransaction(service.databaseUrl);
  await reader.release();
  await expect
    .poll(
      async () => {
        const { rowCount } = await owner.query(
          `select from pg_stat_activity
           where datname = current_database() and query ilike 'create index concurrently%' and wait_event_type = 'Lock'`,
        );
        return rowCount;
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  await more(50);
  await backup.release();
  await migrating;
  // Its statements were prepared on the former schema, on the very connections that answer now.
  expect(await unanswered(service)).toEqual([]);

  // The next release beside the present one.
  await startReplica(service);
  await more(50);
  await load.stop();
  expect(new Set(load.statuses)).toEqual(new Set([201]));
  expect(load.slowestMs()).toBeLessThan(longestAnswerMs);
  await settle(service);
  expect(await everyEntry(service)).toEqual([{ state: 'synced', count: load.statuses.length }]);
  const booked = mock.world.ledger.list().map((voucher) => voucher.reference);
  expect(booked).toHaveLength(load.statuses.length);
  expect(new Set(booked)).toEqual(load.references);
  const { rows } = await owner.query<{ names: string[] }>(
    "select array_agg(name order by id) as names from bilag.migrations where name like 'Next%'",
  );
  expect(rows[0]?.names).toHaveLength(next.length);
  expect(said).toEqual([]);
}, 300_000);
