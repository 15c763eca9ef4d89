import type { SyncLogQuery } from '@bilag/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inOrganization } from '../src/persistence/sql/in-organization.ts';
import { type LogRange, listEntries, rangeOfPeriod } from '../src/persistence/sql/sync-log-statements.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;

/** 50,000 entries of one organization and as many of another between them, each up to 20 hours after its turn; 1 in 1,000 failed. */
beforeAll(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
  await service.asOwner(`insert into bilag.sync_logs (organization_id, at, actor, action, result, record_id, sequence, attempt, trigger)
    select case when i / 3 % 2 = 0 then 'nbf' else 'hlf' end, '2026-01-01'::timestamptz + (i + i * 7919 % 1200) * interval '1 minute', 'engine', 'attempt',
      case when i % 1000 < 2 then 'failed' else 'succeeded' end, md5((i / 6)::text)::uuid, i / 6, 1, 'automatic' from generate_series(1, 100000) i`);
  await service.asOwner('analyze bilag.sync_logs');
});
afterAll(() => service?.close());

const rangeOf = async ({ from, to }: SyncLogQuery) =>
  await inOrganization(service.database.requestPool, 'nbf', async (client) => {
    return (await client.query<LogRange>(rangeOfPeriod, [from ?? null, to ?? null])).rows[0];
  });

const explained = (text: string) => `explain (analyze, buffers, format json) ${text}`;

/** What a page costs: the buffers that it touches, and the indexes of the log that it reads. */
async function costOf(query: SyncLogQuery) {
  const { text, values } = listEntries(query, 'nbf', await rangeOf(query));
  return await inOrganization(service.database.requestPool, 'nbf', async (client) => {
    return costIn((await client.query<{ 'QUERY PLAN': unknown }>(explained(text), [...values])).rows);
  });
}

/** The same of a page of all organizations. */
async function costOfAll(query: SyncLogQuery) {
  const { text, values } = listEntries(query, undefined, await rangeOf(query));
  const { enginePool } = service.database;
  return costIn((await enginePool.query<{ 'QUERY PLAN': unknown }>(explained(text), [...values])).rows);
}

function costIn(rows: readonly { 'QUERY PLAN': unknown }[]) {
  const plan = JSON.stringify(rows[0]?.['QUERY PLAN']);
  const [, buffers = ''] = /"Shared Hit Blocks":(\d+)/.exec(plan) ?? [];
  const [, read = ''] = /"Shared Read Blocks":(\d+)/.exec(plan) ?? [];
  const indexes = new Set([...plan.matchAll(/"Index Name":"(sync_logs\w*)"/g)].map(([, name]) => name));
  const readsAll = /"Node Type":"Seq Scan"[^{}]*"Relation Name":"sync_logs"/.test(plan);
  return { buffers: Number(buffers) + Number(read), indexes: [...indexes], readsAll };
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
  expect(cost).toMatchObject({ indexes: ['sync_logs_results'], readsAll: false });
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

const rare: readonly (readonly [string, Omit<SyncLogQuery, 'limit'>])[] = [
  ['results', { result: 'held' }],
  ['results', { result: 'accepted' }],
  ['actions', { action: 'mapping-saved' }],
  ['actions', { action: 'look-up' }],
  ['actors', { actor: 'nobody' }],
  ['triggers', { trigger: 'manual' }],
  ['triggers', { trigger: 'scheduled' }],
];
test.each(rare)(
  'AUD-2 what is rare is found by sync_logs_%s, in one organization and in all: %j',
  async (index, filter) => {
    for (const cost of [await costOf({ limit: 51, ...filter }), await costOfAll({ limit: 51, ...filter })]) {
      expect(cost).toMatchObject({ indexes: [`sync_logs_${index}`], readsAll: false });
      expect(cost.buffers).toBeLessThan(250);
    }
  },
);

test('AUD-2 a kind of record that there is none of is not sought in the log', async () => {
  for (const cost of [
    await costOf({ limit: 51, kind: 'honorarium' }),
    await costOfAll({ limit: 51, kind: 'honorarium' }),
  ])
    expect(cost.buffers).toBeLessThan(50);
});

test('AUD-6 one record’s entries are found by the record also among those of all organizations', async () => {
  const [row] = await service.asOwner<{ id: string }>(
    'select record_id::text as id from bilag.sync_logs where record_id is not null limit 1',
  );
  expect((await costOfAll({ limit: 51, recordId: row?.id ?? '' })).buffers).toBeLessThan(100);
});

test('AUD-2 a period is found without reading the rest of the log, whether there is anything in it or not', async () => {
  const periods = [
    { from: '2026-01-20', to: '2026-01-27' },
    { to: '2026-01-20' },
    { to: '2025-12-31' },
    { from: '2026-06-01' },
  ];
  for (const period of periods) {
    const cost = await costOf({ limit: 51, ...period });
    expect(cost).toMatchObject({ readsAll: false });
    expect(cost.buffers).toBeLessThan(400);
  }
});

test('AUD-2 a period has every entry of its days, also those that came hours after their turn', async () => {
  for (const day of ['2026-01-01', '2026-01-20', '2026-02-10', '2026-03-11']) {
    const query = { limit: 5_000, from: day, to: day };
    const { text, values } = listEntries(query, 'nbf', await rangeOf(query));
    const listed = await inOrganization(service.database.requestPool, 'nbf', async (client) => {
      return (await client.query<{ log_id: string }>(text, [...values])).rows.map((it) => it.log_id);
    });
    const all = await service.asOwner<{ id: string }>(`select log_id::text as id from bilag.sync_logs
      where organization_id = 'nbf' and (at at time zone 'Europe/Oslo')::date = '${day}' order by log_id desc`);
    expect(listed).toEqual(all.map((it) => it.id));
    expect(listed.length).toBeGreaterThan(100);
  }
});

test('AUD-6 the newest of 300 organizations are found without reading a page of each', async () => {
  await service.asOwner(`insert into bilag.organizations (organization_id, name, currency, created_by)
    select 'many-' || o, 'Many', 'NOK', 'test' from generate_series(1, 300) o`);
  await service.asOwner(`insert into bilag.sync_logs (organization_id, at, actor, action, result)
    select 'many-' || i % 300 + 1, '2026-05-01'::timestamptz + i * interval '1 minute', 'engine', 'attempt', 'succeeded' from generate_series(1, 18000) i`);
  await service.asOwner('analyze bilag.sync_logs; analyze bilag.organizations');
  const { text, values } = listEntries({ limit: 51 });
  const { rows: newest } = await service.database.enginePool.query<{ log_id: string }>(text, [...values]);
  const all = await service.asOwner<{ id: string }>(
    'select log_id::text as id from bilag.sync_logs order by log_id desc limit 51',
  );
  expect(newest.map((it) => it.log_id)).toEqual(all.map((it) => it.id));
  const { rows } = await service.database.enginePool.query<{ 'QUERY PLAN': unknown }>(
    `explain (analyze, buffers, format json) ${text}`,
    [...values],
  );
  const [, buffers = ''] = /"Shared Hit Blocks":(\d+)/.exec(JSON.stringify(rows[0]?.['QUERY PLAN'])) ?? [];
  expect(Number(buffers)).toBeGreaterThan(300);
  expect(Number(buffers)).toBeLessThan(6_000);
});

test.each(['honorarium', 'reimbursement'] as const)(
  'AUD-2 entries about each %s are found, be there few such records or thousands',
  async (kind) => {
    await service.asOwner(`insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
    select 'nbf', md5(k::text)::uuid, k, case when k % 5000 = 0 then 'honorarium' else 'reimbursement' end, 'S-' || k, 1, 'R-' || k, '{}'
    from generate_series(1, 16666) k on conflict do nothing`);
    await service.asOwner('analyze bilag.expense_records');
    const all = await service.asOwner<{ id: string }>(`select l.log_id::text as id from bilag.sync_logs l
    join bilag.expense_records r using (organization_id, record_id) where r.kind = '${kind}' order by l.log_id desc limit 51`);
    const { text, values } = listEntries({ limit: 51, kind }, 'nbf');
    const listed = await inOrganization(service.database.requestPool, 'nbf', async (client) => {
      return (await client.query<{ log_id: string }>(text, [...values])).rows.map((it) => it.log_id);
    });
    const everywhere = listEntries({ limit: 51, kind });
    const { rows } = await service.database.enginePool.query<{ log_id: string }>(everywhere.text, [
      ...everywhere.values,
    ]);
    expect(listed).toEqual(all.map((it) => it.id));
    expect(rows.map((it) => it.log_id)).toEqual(listed);
    expect(listed.length).toBe(kind === 'honorarium' ? 9 : 51);
    expect((await costOf({ limit: 51, kind })).buffers).toBeLessThan(1_000);
  },
);
