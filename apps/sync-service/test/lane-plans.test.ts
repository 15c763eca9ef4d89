import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresOverviewStore, createPostgresStatusStore } from '../src/persistence/postgres-status-store.ts';
import * as sql from '../src/persistence/sql/outbox-statements.ts';
import * as receipts from '../src/persistence/sql/receipt-statements.ts';
import * as syncs from '../src/persistence/sql/sync-run-statements.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

const organizations = Array.from({ length: 100 }, (_, at) => `org-${at}`);
let service: ServiceDatabase;

/** One hundred organizations, and one more that has all there is: 20,000 vouchers, half of them new, half of them due for a retry, and its receipts. */
beforeAll(async () => {
  service = await openDatabaseOf([...organizations, 'flood']);
  const plant = (text: string) => service.asOwner(text);
  await plant(`insert into bilag.integration_configs (organization_id, connector, settings, enabled, sealed_credentials, credentials_set_by)
    select organization_id, 'fake', '{}', true, '{}', 'test' from bilag.organizations`);
  await plant(`insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
    select 'flood', gen_random_uuid(), i, 'reimbursement', 'S' || i, 1, 'R' || i, '{}' from generate_series(1, 20000) i`);
  await plant(`insert into bilag.outbox (organization_id, sequence, record_id, reference, state, fresh, due_at)
    select organization_id, sequence, record_id, reference, 'pending', sequence > 10000, case when sequence <= 10000 then now() end
    from bilag.expense_records`);
  await plant("update bilag.lanes set cursor = 10000 where organization_id = 'flood'");
  await plant('vacuum (analyze) bilag.outbox');
  for (const table of ['lanes', 'integration_configs', 'receipts']) await plant(`analyze bilag.${table}`);
});
afterAll(() => service?.close());

/** What a statement costs as PostgreSQL runs it by default and with a plan for any values: the buffers that it touches, and which tables it reads as a whole. */
async function costOf(text: string, types: string, values: string) {
  const client = await service.database.enginePool.connect();
  try {
    await client.query(`prepare it (${types}) as ${text}`);
    const costs: { readonly buffers: number; readonly scans: readonly string[] }[] = [];
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await client.query('begin');
      await client.query(`set local plan_cache_mode = ${mode}`);
      const explain = `explain (analyze, buffers, format json) execute it (${values})`;
      const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(explain);
      await client.query('rollback');
      const plan = JSON.stringify(rows[0]?.['QUERY PLAN']);
      const [, buffers = ''] = /"Shared Hit Blocks":(\d+)/.exec(plan) ?? [];
      const scans = [...plan.matchAll(/"Node Type":"Seq Scan"[^{}]*?"Relation Name":"(\w+)"/g)];
      costs.push({ buffers: Number(buffers), scans: scans.map(([, name]) => name ?? '') });
    }
    return costs;
  } finally {
    client.release(true);
  }
}

test('DOD-7 what one organization owes is not read to find out what the others do', async () => {
  const costs = await costOf(sql.findDueLanes, 'integer, uuid, bigint, bigint', '10, null, null, null');
  for (const { buffers, scans } of costs) {
    expect(scans).not.toContain('outbox');
    // A few pages for each of four questions to each of 101 lanes; the flood alone has more than 300.
    expect(buffers).toBeLessThan(101 * 20);
  }
});

test('DOD-7 nor to lease a lane', async () => {
  const values = `'worker', '{org-1,org-2,org-3,org-4,flood}', 60000, null, null, null`;
  const costs = await costOf(sql.leaseLanes, 'text, text[], integer, uuid, bigint, bigint', values);
  for (const { buffers, scans } of costs) {
    expect(scans).not.toContain('outbox');
    expect(buffers).toBeLessThan(300);
  }
});

const mine: readonly unknown[] = ['org-1', 'worker', '1'];
const nothingKnown = [null, null, null];
test.each<[string, string, readonly unknown[]]>([
  ['leasing a lane', sql.leaseLanes, ['worker', ['org-1'], 60_000, ...nothingKnown]],
  ['reading what is due', sql.readDue, [...mine, 500]],
  ['renewing a lease', sql.renewLease, [...mine, 60_000]],
  ['moving the cursor', sql.advanceCursor, [...mine, '1']],
  ['looking for files', receipts.readDueReceipts, [...mine, 20, 'Lost.']],
  ['giving a lane back', sql.releaseLane, [...mine, 0, null, null, 1, 1, null, null, null]],
])(
  'of every turn, %s is planned once for a connection: planning takes longer than all the rest',
  async (name, text, values) => {
    const client = await service.database.enginePool.connect();
    try {
      // The first five are planned for their values, to compare what that is worth.
      for (let times = 0; times < 15; times += 1) await client.query({ name, text, values: [...values] });
      const { rows } = await client.query(
        'select generic_plans::integer as generic from pg_prepared_statements where name = $1',
        [name],
      );
      expect(rows).toEqual([{ generic: 10 }]);
    } finally {
      client.release(true);
    }
  },
);

/** How many rows of the outbox were read because all of them were, and how often an index of it was used. */
async function readings() {
  const [row] = await service.asOwner<{ all: string; byIndex: string }>(
    `select seq_tup_read as all, idx_scan as "byIndex" from pg_stat_user_tables where relid = 'bilag.outbox'::regclass`,
  );
  return { all: Number(row?.all), byIndex: Number(row?.byIndex) };
}

test('DOD-7 nor to show how they are, alone or all together', async () => {
  const before = await readings();
  const { enginePool, requestPool } = service.database;
  const [overview, status] = [createPostgresOverviewStore(enginePool), createPostgresStatusStore(requestPool)];
  // Often enough for PostgreSQL to plan for any values.
  for (let at = 0; at < 10; at += 1) {
    const page = await overview.list({ limit: 200 });
    expect(page).toHaveLength(101);
    expect(page.find((it) => it.organizationId === 'flood')?.status).toMatchObject({ pending: 20_000 });
    expect(await status.read('org-1')).toMatchObject({ pending: 0 });
  }
  // A connection tells what it has read a moment later.
  await expect.poll(async () => (await readings()).byIndex).toBeGreaterThan(before.byIndex + 1_000);
  expect((await readings()).all).toBe(before.all);
});

test('DOD-7 nor to end their syncs', async () => {
  await service.asOwner(`insert into bilag.sync_runs (organization_id, trigger, requested_by, last_sequence, excluded, records)
    select organization_id, 'manual', 'test', 30000, '{}', 0 from bilag.organizations where organization_id <> '*'`);
  await service.asOwner('analyze bilag.sync_runs');
  for (const { scans } of await costOf(syncs.close, 'text', 'null')) expect(scans).not.toContain('outbox');
});

test('DOD-7 nor is all that waits read to find what is asked for along with an accepted voucher', async () => {
  await service.asOwner(`insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
    select 'org-7', gen_random_uuid(), i, 'reimbursement', 'W' || i, 1, 'W' || i, '{}' from generate_series(30001, 50000) i`);
  // One accepted voucher is due; of 19,999 others that are not, the last that comes due is accepted, too.
  await service.asOwner(`insert into bilag.outbox (organization_id, sequence, record_id, reference, state, fresh, due_at)
    select organization_id, sequence, record_id, reference, case when sequence in (30001, 50000) then 'accepted' else 'pending' end, false,
      now() + (sequence - 30001) * interval '1 second'
    from bilag.expense_records where organization_id = 'org-7'`);
  await service.asOwner(
    "update bilag.lanes set owner = 'worker', fence = 1, cursor = 50000 where organization_id = 'org-7'",
  );
  await service.asOwner('vacuum (analyze) bilag.outbox');
  await service.asOwner('vacuum (analyze) bilag.expense_records');
  for (const statement of [sql.readDue, sql.readInDoubt]) {
    for (const { buffers, scans } of await costOf(
      statement,
      'text, text, bigint, integer',
      "'org-7', 'worker', 1, 100",
    )) {
      expect(scans.filter((it) => it === 'outbox' || it === 'expense_records')).toEqual([]);
      expect(buffers).toBeLessThan(300);
    }
  }
});
