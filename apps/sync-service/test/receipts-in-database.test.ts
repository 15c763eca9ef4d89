import { deriveVoucherReference, type ExpenseRecordJson, reviseSource, withdrawApproval } from '@bilag/core';
import { anApproval, anAttachment, anExpenseRecord } from '@bilag/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { createPostgresDecisionStore } from '../src/persistence/postgres-decision-store.ts';
import { createPostgresHeartbeatStore } from '../src/persistence/postgres-heartbeat-store.ts';
import { createPostgresReceiptStore } from '../src/persistence/postgres-receipt-store.ts';
import { createPostgresRevisionStore } from '../src/persistence/postgres-revision-store.ts';
import { inOrganization } from '../src/persistence/sql/in-organization.ts';
import { holdTransaction } from './support/held-transaction.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
beforeAll(async () => {
  service = await openDatabaseOf(['nbf', 'hlf', 'lhl']);
  // Before the first heartbeat nobody decides what may be booked.
  await createPostgresHeartbeatStore(service.database.enginePool).beat(undefined, false);
});
afterAll(() => service.close());

const first = 'https://files.example/first';

const accept = (json: ExpenseRecordJson, urls: readonly string[]) => acceptFor('nbf', json, urls);

async function acceptFor(organizationId: string, json: ExpenseRecordJson, urls: readonly string[]) {
  const record = anExpenseRecord(json, organizationId);
  const approval = { record, reference: await deriveVoucherReference(record), attachmentUrls: urls };
  const [answer] = await createPostgresApprovalStore(service.database.requestPool).accept(organizationId, [approval]);
  if (answer === undefined) throw new Error('There was no answer.');
  return answer;
}

/** As the approving app's call does it: asked of the store first, and stored as a later revision then. */
async function approveAnew(json: ExpenseRecordJson, attachmentUrls: readonly string[]) {
  expect(await accept(json, attachmentUrls)).toMatchObject({ kind: 'another-revision' });
  const record = anExpenseRecord(json, 'nbf');
  const approval = { record, reference: await deriveVoucherReference(record), attachmentUrls };
  await reviseSource(approval, createPostgresRevisionStore(service.database.requestPool));
}

const withdraw = ({ kind, sourceId, revision }: ExpenseRecordJson) =>
  withdrawApproval(
    {
      organizationId: 'nbf',
      kind,
      sourceId,
      revision,
      withdrawnAt: new Date('2026-03-07T08:00:00Z'),
      withdrawnBy: 'kari.leder',
      reason: 'By mistake',
      actor: 'app',
    },
    createPostgresRevisionStore(service.database.requestPool),
  );

const seen = (recordId: string) =>
  service.asOwner<{ url: string | null; due: boolean }>(
    'select url, due_at is not null as due from bilag.receipts where record_id = $1 order by position',
    [recordId],
  );

/** How many of the engine's sessions wait for a lock. */
async function waiting(): Promise<number> {
  const text = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  return (await service.asOwner(text)).length;
}

test('an approval with other content renews no address', async () => {
  const approval = anApproval({ attachments: [anAttachment()] });
  const { recordId } = await accept(approval, [first]);
  const other = { ...approval, approvedBy: 'per.leder' };
  expect(await accept(other, ['https://files.example/other'])).toMatchObject({ kind: 'content-differs' });
  const changed = { lines: [{ expenseType: 'toll', amount: '77.00', costCenter: '310', text: 'Toll' }] };
  const second = { ...approval, ...changed, revision: 2 };
  expect(await accept(second, ['https://files.example/other'])).toMatchObject({ kind: 'another-revision' });
  expect(await seen(recordId)).toEqual([{ url: first, due: false }]);
  expect(await accept(approval, ['https://files.example/fresh'])).toMatchObject({ kind: 'existing' });
  expect(await seen(recordId)).toEqual([{ url: 'https://files.example/fresh', due: false }]);
});

test('a claim approved anew with nothing changed but who approved it has its files fetched from the fresh addresses', async () => {
  const approval = anApproval({ attachments: [anAttachment()] });
  const { recordId } = await accept(approval, [first]);
  const fresh = 'https://files.example/fresh';
  const again = { ...approval, revision: 2, approvedBy: 'per.leder', approvedAt: '2026-03-09T09:00:00.000Z' };
  await approveAnew(again, [fresh]);
  expect(await seen(recordId)).toEqual([{ url: fresh, due: false }]);
  await accept({ ...again, revision: 3 }, ['https://files.example/fresher']);
  expect(await accept(again, ['https://files.example/freshest'])).toMatchObject({ kind: 'existing' });
  expect(await seen(recordId)).toEqual([{ url: 'https://files.example/freshest', due: false }]);
});

test('a claim that is withdrawn, or has changed since, has no address renewed by a later approval of it', async () => {
  const approval = anApproval({ attachments: [anAttachment()] });
  const { recordId } = await accept(approval, [first]);
  const changed = { lines: [{ expenseType: 'toll', amount: '77.00', costCenter: '310', text: 'Toll' }] };
  await approveAnew({ ...approval, ...changed, revision: 2 }, ['https://files.example/second']);
  await accept({ ...approval, revision: 3 }, ['https://files.example/third']);
  expect(await seen(recordId)).toEqual([{ url: first, due: false }]);
  const withdrawn = anApproval({ attachments: [anAttachment()] });
  const other = await accept(withdrawn, [first]);
  await withdraw(withdrawn);
  await accept({ ...withdrawn, revision: 2 }, ['https://files.example/second']);
  expect(await seen(other.recordId)).toEqual([{ url: first, due: false }]);
});

test('a receipt is due whenever its voucher comes to be accepted, whoever writes that', async () => {
  const { recordId } = await accept(anApproval({ attachments: [anAttachment()] }), [first]);
  const become = (state: string) =>
    service.asOwner(`update bilag.outbox set state = '${state}' where record_id = $1`, [recordId]);
  const dueAfter = async (state: string) => {
    await become(state);
    return (await seen(recordId)).map(({ due }) => due);
  };
  expect(await dueAfter('unknown')).toEqual([false]);
  expect(await dueAfter('rejected')).toEqual([false]);
  expect(await dueAfter('accepted')).toEqual([true]);
});

test('a turn without receipts waits for nobody who has the lane locked, one with a receipt does', async () => {
  await service.asOwner(
    'insert into bilag.integration_configs (organization_id, connector, settings, enabled, sealed_credentials, credentials_set_by) ' +
      "values ('lhl', 'fake', '{}', true, '{}', 'test')",
  );
  await service.asOwner(
    "update bilag.lanes set owner = 'w1', lease_until = now() + interval '1 hour' where organization_id = 'lhl'",
  );
  const [{ fence } = { fence: '' }] = await service.asOwner<{ fence: string }>(
    "select fence from bilag.lanes where organization_id = 'lhl'",
  );
  const lane = { organizationId: 'lhl', owner: 'w1', fence: BigInt(fence), troubles: 0, hasOrphans: false };
  const store = createPostgresReceiptStore(service.database.enginePool);
  const locked = "select from bilag.lanes where organization_id = 'lhl' for update";
  await using configuring = await holdTransaction(service.ownerUrl, locked);
  expect(await store.readDue(lane, 20)).toEqual([]);
  await configuring.release();
  const { recordId } = await acceptFor('lhl', anApproval({ attachments: [anAttachment()] }), [first]);
  await service.asOwner("update bilag.outbox set state = 'accepted' where record_id = $1", [recordId]);
  await using revising = await holdTransaction(service.ownerUrl, locked);
  const read = store.readDue(lane, 20);
  await expect.poll(() => waiting()).toBe(1);
  await revising.release();
  expect(await read).toMatchObject([{ recordId, position: 1 }]);
});

test('a receipt becomes due although its voucher is marked as posted at the very moment in which it is parked', async () => {
  const { recordId } = await acceptFor('lhl', anApproval({ attachments: [anAttachment()] }), [first]);
  await service.asOwner(
    "update bilag.outbox set state = 'rejected', fresh = false, failure_code = 'ERP_REFUSED' where record_id = $1",
    [recordId],
  );
  await service.asOwner('update bilag.receipts set due_at = now() where record_id = $1', [recordId]);
  await service.asOwner(
    "update bilag.lanes set owner = 'w2', fence = 9, lease_until = now() + interval '1 hour' where organization_id = 'lhl'",
  );
  const lane = { organizationId: 'lhl', owner: 'w2', fence: 9n, troubles: 0, hasOrphans: false };
  const store = createPostgresReceiptStore(service.database.enginePool);
  // The decision has the lane, and waits before its last step; whoever reads has seen the voucher as it was, and waits for the lane.
  await using held = await holdTransaction(service.ownerUrl, 'lock table bilag.finished_entries in share mode');
  const posted = {
    what: 'posted',
    of: 'voucher',
    erpReference: '77',
    ledgerCheck: 'not-asked',
    reason: 'By hand',
  } as const;
  const decided = createPostgresDecisionStore(service.database.requestPool).decide('lhl', recordId, posted, 'kari');
  await expect.poll(() => waiting()).toBe(1);
  const read = store.readDue(lane, 20);
  await expect.poll(() => waiting()).toBe(2);
  await held.release();
  expect(await decided).toBe(true);
  await read;
  expect(await seen(recordId)).toMatchObject([{ due: true }]);
  expect((await store.readDue(lane, 20))?.map((it) => it.recordId)).toContain(recordId);
});

test('AUD-5 one organization sees none of another’s receipts', async () => {
  await accept(anApproval({ attachments: [anAttachment()] }), [first]);
  const count = async (organizationId: string) => {
    const text = 'select count(*)::integer as count from bilag.receipts';
    const { rows } = await inOrganization(service.database.requestPool, organizationId, (client) =>
      client.query<{ count: number }>(text),
    );
    return rows[0]?.count ?? 0;
  };
  expect([(await count('nbf')) > 0, await count('hlf')]).toEqual([true, 0]);
});

test('a receipt goes with the voucher of its approval, never with the one that takes that back', async () => {
  const { recordId } = await accept(anApproval({ attachments: [anAttachment()] }), [first]);
  const [{ reference } = { reference: '' }] = await service.asOwner<{ reference: string }>(
    'select reference from bilag.expense_records where record_id = $1',
    [recordId],
  );
  await service.asOwner(
    `with booked as (delete from bilag.outbox where record_id = $1 returning *)
     insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state, erp_reference)
     select organization_id, sequence, record_id, reference, 'synced', '4711' from booked`,
    [recordId],
  );
  await service.asOwner(
    `insert into bilag.outbox (organization_id, sequence, record_id, reference, reverses, state, fresh, due_at)
     select organization_id, nextval('bilag.outbox_sequence'), record_id, 'R-REVERSAL00000000000', reference, 'pending', false, now()
     from bilag.expense_records where record_id = $1`,
    [recordId],
  );
  await service.asOwner(
    "update bilag.lanes set owner = 'worker', fence = 7, lease_until = now() + interval '1 minute'",
  );
  await service.asOwner(
    'insert into bilag.integration_configs (organization_id, connector, settings, sealed_credentials, credentials_set_by) ' +
      "values ('nbf', 'fake', '{}', '{}', 'test')",
  );
  const lane = { organizationId: 'nbf', owner: 'worker', fence: 7n, troubles: 0, hasOrphans: false };
  const due = async () => await createPostgresReceiptStore(service.database.enginePool).readDue(lane, 100);
  const referencesOf = async () =>
    ((await due()) ?? []).filter((it) => it.recordId === recordId).map((it) => it.voucher.reference);
  expect(await referencesOf()).toEqual([reference]);
  expect(await referencesOf()).toEqual([reference]);
});
