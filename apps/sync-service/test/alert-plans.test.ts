import { defaultAlertSettings, evaluateAlerts, failuresUntilAlert } from '@bilag/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresAlertStore } from '../src/persistence/postgres-alert-store.ts';
import * as facts from '../src/persistence/sql/alert-fact-statements.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
const failures = 10_000;

/**
 * One organization with a flood of failures, each of them three times, among 40,000 records that wait in good order and 200,000 entries of the sync log that
 * went well, and another one with nothing wrong.
 */
beforeAll(async () => {
  service = await openDatabaseOf(['flood', 'fine']);
  const plant = (text: string) => service.asOwner(text);
  await plant(`insert into bilag.integration_configs (organization_id, connector, settings, enabled, sealed_credentials, credentials_set_by)
    select organization_id, 'fake', '{}', true, '{}', 'test' from bilag.organizations`);
  await plant(`insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
    select case when i % 5 = 0 then 'flood' when i % 2 = 0 then 'fine' else 'flood' end, gen_random_uuid(), i, 'reimbursement', 'S' || i, 1, 'R' || i, '{}'
    from generate_series(1, 50000) i`);
  await plant(`insert into bilag.outbox (organization_id, sequence, record_id, reference, state, fresh, due_at, failures, failure_code, failure_message)
    select organization_id, sequence, record_id, reference, 'pending', false, now() + interval '1 hour', case when sequence % 5 = 0 then 3 else 0 end,
      case when sequence % 5 = 0 then 'ERP_UNAVAILABLE' end, case when sequence % 5 = 0 then 'Away.' end
    from bilag.expense_records`);
  await plant(`insert into bilag.sync_logs (organization_id, at, actor, action, result, record_id, sequence, attempt, error_code)
    select organization_id, now() - e * interval '1 minute', 'engine', 'attempt', 'retrying', record_id, sequence, e, failure_code
    from bilag.outbox cross join generate_series(1, 3) e where failure_code is not null`);
  await plant(`insert into bilag.sync_logs (organization_id, at, actor, action, result, record_id, sequence, attempt)
    select case when i % 2 = 0 then 'fine' else 'flood' end, now() - i * interval '1 second', 'engine', 'attempt', 'succeeded', gen_random_uuid(), i, 1
    from generate_series(1, 200000) i`);
  for (const table of ['outbox', 'sync_logs', 'expense_records']) await plant(`analyze bilag.${table}`);
});
afterAll(() => service?.close());

/** What a statement costs: the buffers that it touches, and the ways in which it reads the two large tables. */
async function costOf(text: string, values: readonly unknown[] = []) {
  const { rows } = await service.database.enginePool.query<{ 'QUERY PLAN': unknown }>(
    `explain (analyze, buffers, format json) ${text}`,
    [...values],
  );
  const plan = JSON.stringify(rows[0]?.['QUERY PLAN']);
  const [, hit = '0'] = /"Shared Hit Blocks":(\d+)/.exec(plan) ?? [];
  const [, read = '0'] = /"Shared Read Blocks":(\d+)/.exec(plan) ?? [];
  const scans = plan.matchAll(/"Node Type":"Seq Scan"[^{}]*?"Relation Name":"(\w+)"[^{}]*?"Actual Loops":(\d+)/g);
  // What was planned and never begun costs nothing.
  const readsAll = [...scans].filter(([, , loops]) => loops !== '0').map(([, name]) => name);
  const indexes = [...plan.matchAll(/"Index Name":"(\w+)"/g)].map(([, name]) => name);
  return { buffers: Number(hit) + Number(read), readsAll, indexes: new Set(indexes) };
}

test('ALR-1 records that failed are found without reading those that wait in good order, and their failures by the record', async () => {
  const cost = await costOf(facts.failing, [failuresUntilAlert]);
  expect(cost.readsAll).not.toContain('outbox');
  expect(cost.readsAll).not.toContain('sync_logs');
  expect(cost.indexes).toContain('outbox_failures');
  expect(cost.indexes).toContain('sync_logs_record');
  expect(cost.buffers).toBeLessThan(failures * 12);
});

test('ALR-2 errors of a day are counted without reading what went well', async () => {
  const cost = await costOf(facts.errors, [defaultAlertSettings.errorsPerDay]);
  expect(cost.readsAll).not.toContain('sync_logs');
  expect(cost.indexes).toEqual(expect.objectContaining(new Set(['sync_logs_errors'])));
  expect(cost.buffers).toBeLessThan(failures * 3);
});

test('ALR-3 an organization whose oldest record has not waited for long costs a look at that one', async () => {
  const cost = await costOf(facts.overdue, [defaultAlertSettings.pendingHours]);
  expect(cost.readsAll).not.toContain('outbox');
  expect(cost.readsAll).not.toContain('expense_records');
  expect(cost.buffers).toBeLessThan(100);
});

test('ALR-1 ALR-2 a flood of 10,000 failures is three alerts, and looking again writes nothing', async () => {
  const alerts = createPostgresAlertStore(service.database.enginePool, { emails: [], hasWebhook: false, gatherMs: 0 });
  expect(await evaluateAlerts({ alerts })).toEqual({ raised: 3, cleared: 0 });
  const stored = () =>
    service.asOwner<{ kind: string; count: number }>(
      'select organization_id, kind, count, changed_at, xmin::text as version from bilag.alerts order by kind',
    );
  const first = await stored();
  expect(first.map(({ kind, count }) => [kind, count])).toEqual([
    ['error-rate', 10_000],
    ['organizations-failing', 1],
    ['third-failure', failures],
  ]);
  expect(await evaluateAlerts({ alerts })).toEqual({ raised: 0, cleared: 0 });
  expect(await stored()).toEqual(first);
});
