import { type AcceptedApproval, deriveVoucherReference, type ExpenseRecordJson, type NewApproval } from '@bilag/core';
import { anExpenseRecord } from '@bilag/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
beforeAll(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
});
afterAll(() => service.close());

async function approval(change: Partial<ExpenseRecordJson> = {}, organizationId = 'nbf'): Promise<NewApproval> {
  const record = anExpenseRecord(change, organizationId);
  return { record, reference: await deriveVoucherReference(record) };
}
const accept = (approvals: readonly NewApproval[], organizationId = 'nbf'): Promise<readonly AcceptedApproval[]> =>
  createPostgresApprovalStore(service.database.requestPool).accept(organizationId, approvals);
const count = async (table: string, sourceId: string): Promise<number> => {
  const [row] = await service.asOwner<{ count: number }>(
    `select count(*)::integer from bilag.${table} t join bilag.expense_records r using (organization_id, record_id)
     where r.source_id = $1`,
    [sourceId],
  );
  return row?.count ?? 0;
};

describe('approvals on PostgreSQL', () => {
  test('API-1 an approval becomes a record and its outbox entry; sent again it is the same record', async () => {
    const it = await approval();
    const [first] = await accept([it]);
    const [again] = await accept([it]);
    expect(first).toMatchObject({ kind: 'created', reference: it.reference });
    expect(again).toEqual({ ...first, kind: 'existing' });
    expect(await count('outbox', it.record.sourceId)).toBe(1);
  });

  test('API-1 other content under a known revision is refused, names what differs and leaves nothing behind', async () => {
    const it = await approval();
    await accept([it]);
    const other = await approval({ ...changed(it), approvedBy: 'per.leder' });
    expect(await accept([other])).toMatchObject([{ kind: 'content-differs', differs: ['approvedBy'] }]);
    expect(await count('outbox', it.record.sourceId)).toBe(1);
  });

  test('API-4 an organization that is gone since it was read is refused as unknown, and those who share the statement are stored', async () => {
    const store = createPostgresApprovalStore(service.database.requestPool);
    const gone = await approval({}, 'gone');
    const here = await approval();
    const unknown = store.accept('gone', [gone]);
    const stored = store.accept('nbf', [here]);
    await expect(unknown).rejects.toMatchObject({ code: 'UNKNOWN_ORGANIZATION' });
    expect(await stored).toMatchObject([{ kind: 'created' }]);
  });

  test('a second revision is told apart and not booked beside the first', async () => {
    const it = await approval();
    await accept([it]);
    const second = await approval({ ...changed(it), revision: 2 });
    expect(await accept([second])).toMatchObject([{ kind: 'another-revision', revision: 1 }]);
    const both = [await approval({ sourceId: 'TWO', revision: 1 }), await approval({ sourceId: 'TWO', revision: 2 })];
    expect((await accept(both)).map((answer) => answer.kind)).toEqual(['created', 'another-revision']);
  });

  test('the same approval twice in one call is stored once and answered twice', async () => {
    const it = await approval();
    const [first, second] = await accept([it, it]);
    expect([first?.kind, second?.kind]).toEqual(['created', 'existing']);
    expect(second).toMatchObject({ recordId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await count('outbox', it.record.sourceId)).toBe(1);
  });

  test('the same approval from many sides at once is stored once', async () => {
    const it = await approval();
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept([it])));
    expect(answers.flat().filter((answer) => answer.kind === 'created')).toHaveLength(1);
    expect(answers.flat().filter((answer) => answer.kind === 'existing')).toHaveLength(19);
  });

  test('the same source of two organizations is two records', async () => {
    const [ours, theirs] = [await approval({ sourceId: 'SHARED' }), await approval({ sourceId: 'SHARED' }, 'hlf')];
    expect(await accept([ours])).toMatchObject([{ kind: 'created' }]);
    expect(await accept([theirs], 'hlf')).toMatchObject([{ kind: 'created' }]);
    expect(ours.reference).not.toBe(theirs.reference);
  });

  test('numbers become visible in their order, so that a cursor over them loses nothing under concurrent writers', async () => {
    const seen: bigint[] = [];
    let cursor = 0n;
    const look = async () => {
      const rows = await service.asOwner<{ sequence: string }>(
        "select sequence from bilag.outbox where organization_id = 'hlf' and sequence > $1 order by sequence",
        [String(cursor)],
      );
      for (const { sequence } of rows) seen.push(BigInt(sequence));
      cursor = seen.at(-1) ?? 0n;
    };
    await look();
    const before = seen.length;
    const batches = await Promise.all(
      Array.from({ length: 40 }, () => Promise.all(Array.from({ length: 5 }, () => approval({}, 'hlf')))),
    );
    const writers = { left: batches.length };
    const writing = batches.map(async (batch) => {
      await accept(batch, 'hlf');
      writers.left -= 1;
    });
    while (writers.left > 0) await look();
    await Promise.all(writing);
    await look();
    expect(seen).toHaveLength(before + 200);
  });
});

/** The same record again, as it travels. */
const changed = ({ record: { kind, sourceId } }: NewApproval) => ({ kind, sourceId });
