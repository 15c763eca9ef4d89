import type { SyncLogQuery } from '@bilag/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inOrganization } from '../src/persistence/sql/in-organization.ts';
import { listEntries } from '../src/persistence/sql/sync-log-statements.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;

/** 50,000 entries of one organization and as many of another between them; 1 in 1,000 failed. */
beforeAll(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
  await service.asOwner(`insert into bilag.sync_logs (organization_id, at, actor, action, result, record_id, sequence, attempt, trigger)
    select case when i % 2 = 0 then 'nbf' else 'hlf' end, '2026-01-01'::timestamptz + i * interval '1 minute', 'engine', 'attempt',
      case when i % 1000 < 2 then 'failed' else 'succeeded' end, md5((i / 6)::text)::uuid, i / 6, 1, 'automatic' from generate_series(1, 100000) i`);
  await service.asOwner('analyze bilag.sync_logs');
}, 60_000);
afterAll(() => service?.close());

/** What a page costs: the buffers that it touches, and the indexes of the log that it reads. */
async function costOf(query: SyncLogQuery) {
  const { text, values } = listEntries(query, 'nbf');
  return await inOrganization(service.database.requestPool, 'nbf', async (client) => {
    const explain = `explain (analyze, buffers, format json) ${text}`;
    const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(explain, [...values]);
    const plan = JSON.stringify(rows[0]?.['QUERY PLAN']);
    const [, buffers = ''] = /"Shared Hit Blocks":(\d+)/.exec(plan) ?? [];
    const [, read = ''] = /"Shared Read Blocks":(\d+)/.exec(plan) ?? [];
    const indexes = new Set([...plan.matchAll(/"Index Name":"(sync_logs\w*)"/g)].map(([, name]) => name));
    const readsAll = /"Node Type":"Seq Scan"[^{}]*"Relation Name":"sync_logs"/.test(plan);
    return { buffers: Number(buffers) + Number(read), indexes: [...indexes], readsAll };
  });
}

const middle = async () => {
  const [row] = await service.asOwner<{ id: string }>(
    "select log_id::text as id from bilag.sync_logs where organization_id = 'nbf' order by log_id offset 1000 limit 1",
  );
  return row?.id ?? '';
};

test('AUD-1 a page costs the same at the beginning and deep in a log of 50,000 entries', async () => {
  const first = await costOf({ limit: 51 });
  const deep = await costOf({ limit: 51, after: await middle() });
  for (const cost of [first, deep]) {
    expect(cost).toMatchObject({ indexes: ['sync_logs_pkey'], readsAll: false });
    expect(cost.buffers).toBeLessThan(200);
  }
});

test('AUD-3 failed entries are found among 50,000 without reading those that went well', async () => {
  const cost = await costOf({ limit: 51, result: 'failed' });
  expect(cost).toMatchObject({ indexes: ['sync_logs_exceptions'], readsAll: false });
  expect(cost.buffers).toBeLessThan(250);
});

test('AUD-3 the entries of one record are found by the record', async () => {
  const [row] = await service.asOwner<{ id: string }>(
    "select record_id::text as id from bilag.sync_logs where organization_id = 'nbf' and record_id is not null limit 1",
  );
  const cost = await costOf({ limit: 51, recordId: row?.id ?? '' });
  expect(cost).toMatchObject({ indexes: ['sync_logs_record'], readsAll: false });
  expect(cost.buffers).toBeLessThan(100);
});

test('AUD-2 a filter without an index reads no more than the organization’s own log', async () => {
  const [size] = await service.asOwner<{ pages: number }>(
    "select (pg_relation_size('bilag.sync_logs') / 8192 + pg_relation_size('bilag.sync_logs_pkey') / 8192)::integer as pages",
  );
  const whole = size?.pages ?? 0;
  for (const query of [{ actor: 'nobody' }, { trigger: 'manual' }, { to: '2025-12-31' }] as const) {
    expect((await costOf({ limit: 51, ...query })).buffers).toBeLessThan(whole * 2 + 200);
  }
});
