import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresStatusStore } from '../src/persistence/postgres-status-store.ts';
import { statusHistory } from '../src/persistence/sql/status-history-statement.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;

/** 200,000 bookings of «large» over a thousand days, one in a hundred of them with an error; «small» has three around midnight. */
beforeAll(async () => {
  service = await openDatabaseOf(['large', 'small', 'idle']);
  await service.asOwner(`insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content, received_at)
    select 'large', gen_random_uuid(), i, 'reimbursement', 'S' || i, 1, 'R' || i, '{}', now() - i * interval '7 minutes'
    from generate_series(1, 200000) i`);
  await service.asOwner(`insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state, attempts, updated_at)
    select organization_id, sequence, record_id, reference, 'synced', 1, received_at + interval '30 seconds' from bilag.expense_records`);
  await service.asOwner(`insert into bilag.sync_logs (organization_id, at, actor, action, result, record_id, sequence, attempt, error_code)
    select organization_id, received_at, 'engine', 'attempt', 'retrying', record_id, sequence, e, 'ERP_UNAVAILABLE'
    from bilag.expense_records cross join generate_series(1, 2) e where sequence % 100 = 0`);
  for (const table of ['finished_entries', 'sync_logs', 'expense_records'])
    await service.asOwner(`analyze bilag.${table}`);
});
afterAll(() => service?.close());

const historyOf = (id: string) => createPostgresStatusStore(service.database.requestPool).history(id);

/** Books a record at so many hours after midnight of the day before today in Norway, a minute after its approval. */
async function book(sequence: number, hours: number, reverses: string | null = null): Promise<void> {
  const at = `(((now() at time zone 'Europe/Oslo')::date - 1)::timestamp at time zone 'Europe/Oslo') + interval '${hours} hours'`;
  await service.asOwner(`with record as (
      insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content, received_at)
      values ('small', gen_random_uuid(), ${sequence}, 'reimbursement', 'T${sequence}', 1, 'T${sequence}', '{}', ${at} - interval '1 minute') returning *
    ) insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state, attempts, updated_at, reverses)
      select organization_id, sequence, record_id, reference, 'synced', 1, ${at}, ${reverses === null ? 'null' : `'${reverses}'`} from record`);
}

test('DSH-1 bookings count on their day in Norway, not in Greenwich; a reversal is no booking', async () => {
  await book(300_001, -0.5);
  await book(300_002, 0.5);
  await book(300_003, 1.5);
  await book(300_004, 2, 'T300003');
  const { days, approvalToBooked } = await historyOf('small');
  expect(days.map((it) => it.booked)).toEqual([...Array<number>(11).fill(0), 1, 2, 0]);
  expect(approvalToBooked).toEqual({ records: 3, p50Seconds: 60, p95Seconds: 60 });
});

test('an organization that has booked nothing has fourteen empty days in a row, today last, and no duration', async () => {
  const { days, approvalToBooked } = await historyOf('idle');
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());
  expect(days).toHaveLength(14);
  expect(days.at(-1)).toEqual({ date: today, booked: 0, failed: 0 });
  expect(new Set(days.map((it) => it.date)).size).toBe(14);
  expect(approvalToBooked).toBeNull();
});

test('among 200,000 bookings the last days cost a look at those days, by indexes; a record that failed twice counts once', async () => {
  const { days, approvalToBooked } = await historyOf('large');
  expect(days.slice(1, 13).every(({ booked }) => booked > 200 && booked < 210)).toBe(true);
  expect(days.slice(1, 13).every(({ failed }) => failed === 2 || failed === 3)).toBe(true);
  expect(approvalToBooked).toEqual({ records: 2_000, p50Seconds: 30, p95Seconds: 30 });
  const { rows } = await service.database.enginePool.query<{ 'QUERY PLAN': unknown }>(
    `explain (analyze, buffers, format json) ${statusHistory}`,
    ['large'],
  );
  const plan = JSON.stringify(rows[0]?.['QUERY PLAN']);
  const scans = [...plan.matchAll(/"Node Type":"Seq Scan"[^{}]*?"Relation Name":"(\w+)"/g)].map(([, name]) => name);
  expect(scans).toEqual([]);
  expect(plan).toContain('finished_entries_booked');
  expect(plan).toContain('sync_logs_errors');
  const [, hit = '0'] = /"Shared Hit Blocks":(\d+)/.exec(plan) ?? [];
  const [, read = '0'] = /"Shared Read Blocks":(\d+)/.exec(plan) ?? [];
  expect(Number(hit) + Number(read)).toBeLessThan(25_000);
});
