import type { RecordListQuery } from '@bilag/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inOrganization } from '../src/persistence/sql/in-organization.ts';
import { listRecords } from '../src/persistence/sql/record-statements.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;

/** 50,000 records, all booked but the three oldest, which are refused, and three more, which are cancelled; the booked voucher of one more is to be taken back, in vain. */
beforeAll(async () => {
  service = await openDatabaseOf(['nbf']);
  const plant = (text: string) => service.asOwner(text);
  await plant(`insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
    select 'nbf', md5(i::text)::uuid, i, 'reimbursement', 'S' || i, 1, 'R' || i, '{}' from generate_series(1, 50000) i`);
  const columns = 'organization_id, sequence, record_id, reference';
  await plant(`insert into bilag.outbox (${columns}, state, fresh, failure_code, failure_message)
    select ${columns}, 'rejected', false, 'ERP_REJECTED', 'No.' from bilag.expense_records where sequence <= 3`);
  await plant(`insert into bilag.finished_entries (${columns}, state)
    select ${columns}, case when sequence <= 6 then 'cancelled' else 'synced' end from bilag.expense_records where sequence > 3`);
  await plant(`insert into bilag.outbox (${columns}, state, fresh, failure_code, failure_message, reverses)
    select organization_id, 60000, record_id, 'B7', 'rejected', false, 'ERP_VALIDATION_FAILED', 'No.', reference from bilag.expense_records where sequence = 7`);
  await plant(`update bilag.finished_entries set erp_reference = '26-' || sequence where state = 'synced'`);
  await plant(`update bilag.expense_records set kind = 'honorarium' where sequence in (5, 20000)`);
  await plant(`insert into bilag.receipts (organization_id, record_id, position, file_name, media_type, size_bytes, sha256, state, failure_code, failure_message)
    select organization_id, record_id, 1, 'a.pdf', 'application/pdf', 1, '', case when sequence in (300, 5) then 'failed' else 'attached' end, null, null
    from bilag.expense_records where sequence % 5 = 0`);
  for (const table of ['expense_records', 'outbox', 'finished_entries', 'receipts'])
    await plant(`analyze bilag.${table}`);
});
afterAll(() => service?.close());

/** The source ids of a page, and how many buffers it takes to find them. */
async function pageOf(query: Partial<RecordListQuery>) {
  const { text, values } = listRecords('nbf', { limit: 51, ...query });
  return await inOrganization(service.database.requestPool, 'nbf', async (client) => {
    const { rows } = await client.query<{ sequence: string }>(text, [...values]);
    const explained = await client.query<{ 'QUERY PLAN': unknown }>(`explain (analyze, buffers, format json) ${text}`, [
      ...values,
    ]);
    const [, buffers] = /"Shared Hit Blocks":(\d+)/.exec(JSON.stringify(explained.rows)) ?? [];
    console.log(
      JSON.stringify(query),
      buffers,
      process.env['SHOW'] ? JSON.stringify(explained.rows).slice(0, 3000) : '',
    );
    return { found: rows.map((row) => Number(row.sequence)), buffers: Number(buffers) };
  });
}

const idOf = async (sequence: number) =>
  (
    await service.asOwner<{ id: string }>(
      `select record_id as id from bilag.expense_records where sequence = ${sequence}`,
    )
  )[0]?.id ?? '';

test.each<[string, Partial<RecordListQuery>, readonly number[]]>([
  ['failed', { isFailed: true }, [7, 3, 2, 1]],
  ['failed with a code', { isFailed: true, code: 'ERP_REJECTED' }, [3, 2, 1]],
  ['with a code', { code: 'ERP_VALIDATION_FAILED' }, [7]],
  ['refused', { state: 'rejected' }, [3, 2, 1]],
  ['failed and refused', { state: 'rejected', isFailed: true }, [3, 2, 1]],
  ['failed and booked, as what takes them back has failed', { state: 'synced', isFailed: true }, [7]],
  ['held', { state: 'held' }, []],
  ['cancelled', { state: 'cancelled' }, [6, 5, 4]],
  ['of a source', { sourceId: 'S100' }, [100]],
  ['of a source of a kind', { sourceId: 'S100', kind: 'reimbursement' }, [100]],
  ['of a source of another kind', { sourceId: 'S100', kind: 'honorarium' }, []],
  ['of a source that begins otherwise', { sourceId: 'S100', search: 's2' }, []],
  ['of a source, failed', { sourceId: 'S7', isFailed: true }, [7]],
  ['of a source, failed with a code', { sourceId: 'S7', isFailed: true, code: 'ERP_REJECTED' }, []],
  ['whose source id begins so', { search: 's4999', limit: 3 }, [49999, 49998, 49997]],
  ['whose reference is this', { search: 'r31000' }, [31000]],
  ['whose voucher, or what takes it back, has this reference', { search: 'b7' }, [7]],
  ['whose voucher has this name in the accounting system', { search: '26-31000' }, [31000]],
  ['whose voucher has this number', { search: '31000' }, [31000]],
  ['whose source id begins so and that failed', { search: 's', isFailed: true }, [7, 3, 2, 1]],
  ['whose source id begins so and that are cancelled', { search: 's', state: 'cancelled' }, [6, 5, 4]],
  ['that nobody knows so', { search: 'x' }, []],
  ['of the rarer kind', { kind: 'honorarium' }, [20000, 5]],
  ['of the rarer kind, cancelled', { kind: 'honorarium', state: 'cancelled' }, [5]],
  ['of the common kind, failed', { kind: 'reimbursement', isFailed: true }, [7, 3, 2, 1]],
  ['with a receipt that failed', { hasFailedReceipt: true }, [300, 5]],
  ['with a receipt that failed, booked', { hasFailedReceipt: true, state: 'synced' }, [300]],
  ['of a source that is not failed', { sourceId: 'S100', isFailed: true }, []],
  ['of a source, in another state', { sourceId: 'S100', state: 'rejected' }, []],
])('RTY-1 of 50,000 records those %s are found without going through the others', async (_what, query, wanted) => {
  const { found, buffers } = await pageOf(query);
  expect(found).toEqual(wanted);
  expect(buffers).toBeLessThan(100);
});

test('RTY-1 a page of what is rare goes on where the last one ended', async () => {
  expect((await pageOf({ isFailed: true, limit: 2 })).found).toEqual([7, 3]);
  expect((await pageOf({ isFailed: true, limit: 2, after: await idOf(3) })).found).toEqual([2, 1]);
  expect((await pageOf({ state: 'cancelled', limit: 2, after: await idOf(6) })).found).toEqual([5, 4]);
});

test('RTY-1 a page of all of them, or of those that are booked, costs the same at the beginning and deep within', async () => {
  const after = await idOf(20_000);
  const all = [
    {},
    { state: 'synced' },
    { search: 's' },
    { search: 's', state: 'synced' },
    { kind: 'reimbursement' },
  ] as const;
  for (const query of all.flatMap((it) => [it, { ...it, after }])) {
    const { found, buffers } = await pageOf(query);
    expect(found).toHaveLength(51);
    expect(buffers).toBeLessThan(1_000);
  }
});
