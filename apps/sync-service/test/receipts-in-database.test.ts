import { deriveVoucherReference, type ExpenseRecordJson } from '@bilag/core';
import { anApproval, anAttachment, anExpenseRecord } from '@bilag/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { inOrganization } from '../src/persistence/sql/in-organization.ts';
import { openDatabaseOf, type ServiceDatabase } from './support/service-database.ts';

let service: ServiceDatabase;
beforeAll(async () => {
  service = await openDatabaseOf(['nbf', 'hlf']);
});
afterAll(() => service.close());

const first = 'https://files.example/first';

async function accept(json: ExpenseRecordJson, urls: readonly string[]) {
  const record = anExpenseRecord(json);
  const approval = { record, reference: await deriveVoucherReference(record), attachmentUrls: urls };
  const [answer] = await createPostgresApprovalStore(service.database.requestPool).accept('nbf', [approval]);
  if (answer === undefined) throw new Error('There was no answer.');
  return answer;
}

const seen = (recordId: string) =>
  service.asOwner<{ url: string | null; due: boolean }>(
    'select url, due_at is not null as due from bilag.receipts where record_id = $1 order by position',
    [recordId],
  );

test('an approval with other content renews no address', async () => {
  const approval = anApproval({ attachments: [anAttachment()] });
  const { recordId } = await accept(approval, [first]);
  const other = { ...approval, approvedBy: 'per.leder' };
  expect(await accept(other, ['https://files.example/other'])).toMatchObject({ kind: 'content-differs' });
  const second = { ...approval, revision: 2 };
  expect(await accept(second, ['https://files.example/other'])).toMatchObject({ kind: 'another-revision' });
  expect(await seen(recordId)).toEqual([{ url: first, due: false }]);
  expect(await accept(approval, ['https://files.example/fresh'])).toMatchObject({ kind: 'existing' });
  expect(await seen(recordId)).toEqual([{ url: 'https://files.example/fresh', due: false }]);
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
