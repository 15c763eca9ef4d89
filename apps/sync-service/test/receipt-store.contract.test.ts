import { randomBytes } from 'node:crypto';
import { deriveVoucherReference, type ExpenseRecordJson, type OutboxEntry } from '@bilag/core';
import {
  aFieldMapping,
  anApproval,
  anAttachment,
  anExpenseRecord,
  type ReceiptStoreHarness,
  receiptStoreContract,
  type SeenReceipt,
} from '@bilag/core/testing';
import { type DueRow, dueEntryOf } from '../src/persistence/outbox-rows.ts';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { createPostgresIntegrationStore } from '../src/persistence/postgres-integration-store.ts';
import { createPostgresOrganizationRepo } from '../src/persistence/postgres-organization-repo.ts';
import { createPostgresOutboxStore } from '../src/persistence/postgres-outbox-store.ts';
import { createPostgresReceiptStore } from '../src/persistence/postgres-receipt-store.ts';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { openServiceDatabase, type ServiceDatabase } from './support/service-database.ts';

receiptStoreContract('on PostgreSQL', async (): Promise<ReceiptStoreHarness> => {
  const service = await openServiceDatabase();
  const integrations = createPostgresIntegrationStore(service.database, createEnvelopeSecretBox(randomBytes(32)));
  const approvals = createPostgresApprovalStore(service.database.requestPool);
  const approved = new Map<string, ExpenseRecordJson>();
  const known = new Set<string>();
  const create = async (organizationId: string): Promise<void> => {
    known.add(organizationId);
    const organizations = createPostgresOrganizationRepo(service.database);
    await organizations.create({ id: organizationId, name: organizationId, currency: 'NOK' }, 'test');
    await integrations.save(organizationId, { connector: 'fake', settings: {}, credentials: {} }, 'test');
    const { version: _version, ...mapping } = aFieldMapping();
    await integrations.saveMapping(organizationId, mapping, 'test');
    const ledger = { id: 'fake', name: 'Fake' };
    await integrations.recordTest(organizationId, { configVersion: 1, credentialVersion: 1, ledger }, 'test');
    await integrations.setEnabled(organizationId, true, 'test');
  };
  const accept = async (organizationId: string, json: ExpenseRecordJson, attachmentUrls: readonly string[]) => {
    const record = anExpenseRecord(json, organizationId);
    const reference = await deriveVoucherReference(record);
    const [answer] = await approvals.accept(organizationId, [{ record, reference, attachmentUrls }]);
    if (answer?.kind !== 'created' && answer?.kind !== 'existing') throw new Error('The approval was not taken.');
    approved.set(answer.recordId, json);
    return answer.recordId;
  };
  return {
    outbox: createPostgresOutboxStore(service.database.enginePool),
    receipts: createPostgresReceiptStore(service.database.enginePool),
    async approve(organizationId, count) {
      if (!known.has(organizationId)) await create(organizationId);
      const attachments = Array.from({ length: count }, () => anAttachment());
      const urls = attachments.map(({ url }) => url);
      return await entryOf(service, await accept(organizationId, anApproval({ attachments }), urls));
    },
    async approveAgain({ organizationId, recordId }, urls) {
      await accept(organizationId, approved.get(recordId) ?? anApproval(), urls);
    },
    passTime: (ms) => passTime(service, ms),
    async setEnabled(organizationId, enabled) {
      await integrations.setEnabled(organizationId, enabled, 'test');
    },
    entryOf: ({ recordId }) => entryOf(service, recordId),
    receiptsOf: ({ recordId }) =>
      service.asOwner<SeenReceipt & Record<string, unknown>>(
        `select position, state, attempts, failure_code as "failureCode", url from bilag.receipts where record_id = $1 order by position`,
        [recordId],
      ),
    logOf: ({ recordId }) =>
      service.asOwner(
        `select detail->>'step' as step, result, error_code as "errorCode" from bilag.sync_logs
         where record_id = $1 and action = 'receipt' order by log_id`,
        [recordId],
      ),
    close: () => service.close(),
  };
});

const columns = `organization_id, sequence, record_id, reference, state, attempts, failures, look_ups, in_doubt, ever_in_doubt, batch_limit,
  batch_key, erp_reference, failure_code, failure_message, failure_field, sent_mapping_version, reverses`;

async function entryOf(service: ServiceDatabase, recordId: string): Promise<OutboxEntry> {
  const [row] = await service.asOwner<DueRow & { organization_id: string }>(
    `select e.*, r.content, false as fresh, null::text as reversed_date from
       (select ${columns}, recalled from bilag.outbox union all select ${columns}, null from bilag.finished_entries) e
     join bilag.expense_records r using (organization_id, record_id) where e.record_id = $1`,
    [recordId],
  );
  if (row === undefined) throw new Error('There is no such entry.');
  return dueEntryOf(row.organization_id, row).entry;
}

/** The database's clock cannot be moved, so all instants move back. */
async function passTime(service: ServiceDatabase, ms: number): Promise<void> {
  const back = (columnNames: readonly string[]) =>
    columnNames.map((it) => `${it} = ${it} - $1 * interval '1 millisecond'`).join(', ');
  const lanes = back(['lease_until', 'rest_until', 'served_at', 'receipts_rest_until']);
  await service.asOwner(`update bilag.lanes set ${lanes}`, [ms]);
  await service.asOwner(`update bilag.outbox set ${back(['due_at', 'sent_at'])}`, [ms]);
  await service.asOwner(`update bilag.receipts set ${back(['due_at', 'sent_at'])}`, [ms]);
}
