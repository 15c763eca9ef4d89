import { randomBytes } from 'node:crypto';
import { deriveVoucherReference, type ErpReply, type NewApproval, type OutboxEntry, type StepLog } from '@bilag/core';
import { aFieldMapping, anExpenseRecord, type OutboxHarness, outboxStoreContract } from '@bilag/core/testing';
import { type DueRow, dueEntryOf } from '../src/persistence/outbox-rows.ts';
import { createPostgresApprovalStore } from '../src/persistence/postgres-approval-store.ts';
import { createPostgresDecisionStore } from '../src/persistence/postgres-decision-store.ts';
import { createPostgresHeartbeatStore } from '../src/persistence/postgres-heartbeat-store.ts';
import { createPostgresIntegrationStore } from '../src/persistence/postgres-integration-store.ts';
import { createPostgresOrganizationRepo } from '../src/persistence/postgres-organization-repo.ts';
import { createPostgresOutboxStore } from '../src/persistence/postgres-outbox-store.ts';
import { createPostgresRevisionStore } from '../src/persistence/postgres-revision-store.ts';
import { createEnvelopeSecretBox } from '../src/secrets/envelope-secret-box.ts';
import { openServiceDatabase, type ServiceDatabase } from './support/service-database.ts';

outboxStoreContract('on PostgreSQL', async (): Promise<OutboxHarness> => {
  const service = await openServiceDatabase();
  // Before the first heartbeat nothing counts as surely unsent.
  await createPostgresHeartbeatStore(service.database.enginePool).beat(undefined, false);
  const integrations = createPostgresIntegrationStore(service.database, createEnvelopeSecretBox(randomBytes(32)));
  const known = new Set<string>();
  const create = async (organizationId: string): Promise<void> => {
    known.add(organizationId);
    const organizations = createPostgresOrganizationRepo(service.database);
    await organizations.create({ id: organizationId, name: organizationId, currency: 'NOK' }, 'test');
    const { version: _version, ...mapping } = aFieldMapping();
    await integrations.saveMapping(organizationId, mapping, 'test');
    await connect(organizationId, 1);
  };
  const connect = async (organizationId: string, version: number): Promise<void> => {
    await integrations.save(organizationId, { connector: 'fake', settings: {}, credentials: {} }, 'test');
    const ledger = { id: `ledger-${version}`, name: 'Fake' };
    const tested = { configVersion: version, credentialVersion: version, ledger };
    await integrations.recordTest(organizationId, tested, 'test');
    await integrations.setEnabled(organizationId, true, 'test');
  };
  let version = 1;
  return {
    store: createPostgresOutboxStore(service.database.enginePool),
    revisions: createPostgresRevisionStore(service.database.requestPool),
    async ofSource(organizationId, sourceId) {
      const text = `select e.sequence from
        (select organization_id, record_id, sequence from bilag.outbox union all select organization_id, record_id, sequence from bilag.finished_entries) e
        join bilag.expense_records r using (organization_id, record_id) where organization_id = $1 and r.source_id = $2 order by e.sequence`;
      const rows = await service.asOwner<{ sequence: string }>(text, [organizationId, sourceId]);
      return rows.map((row) => BigInt(row.sequence));
    },
    async approveSource(organizationId, sourceId) {
      if (!known.has(organizationId)) await create(organizationId);
      const record = anExpenseRecord({ sourceId }, organizationId);
      const reference = await deriveVoucherReference(record);
      await createPostgresApprovalStore(service.database.requestPool).accept(organizationId, [{ record, reference }]);
      const [entry] = await entries(service, 'organization_id = $1 and reference = $2', [organizationId, reference]);
      if (entry === undefined) throw new Error('The approval was not stored.');
      return entry;
    },
    async approve(organizationId, count = 1) {
      if (!known.has(organizationId)) await create(organizationId);
      const approvals = await Promise.all(Array.from({ length: count }, () => approval(organizationId)));
      await createPostgresApprovalStore(service.database.requestPool).accept(organizationId, approvals);
      const references = approvals.map((it) => it.reference);
      return await entries(service, 'organization_id = $1 and reference = any($2::text[])', [
        organizationId,
        references,
      ]);
    },
    passTime: (ms) => passTime(service, ms),
    async entryOf(organizationId, sequence) {
      const where = 'organization_id = $1 and sequence = $2';
      return (await entries(service, where, [organizationId, String(sequence)]))[0];
    },
    async countHot(organizationId) {
      const text = 'select count(*)::integer as count from bilag.outbox where organization_id = $1';
      return (await service.asOwner<{ count: number }>(text, [organizationId]))[0]?.count ?? 0;
    },
    async logOf(organizationId) {
      const rows = await service.asOwner<LoggedStep & { reply: ErpReply | null }>(
        `select action, result, error_code as "errorCode", detail -> 'reply' as reply from bilag.sync_logs
         where organization_id = $1 and record_id is not null order by log_id`,
        [organizationId],
      );
      return rows.map(({ reply, ...step }) => (reply === null ? step : { ...step, reply }));
    },
    async remap(organizationId) {
      const { version: _version, ...mapping } = aFieldMapping();
      await integrations.saveMapping(organizationId, mapping, 'test');
    },
    async connectOtherBooks(organizationId) {
      await connect(organizationId, (version += 1));
    },
    async markAsPosted({ organizationId, recordId }) {
      const decisions = createPostgresDecisionStore(service.database.requestPool);
      const told = { erpReference: '77', ledgerCheck: 'not-asked', reason: 'By hand' } as const;
      const posted = { what: 'posted', of: 'voucher', ...told } as const;
      if (!(await decisions.decide(organizationId, recordId, posted, 'kari'))) throw new Error('It cannot be decided.');
    },
    async setEnabled(organizationId, enabled) {
      await integrations.setEnabled(organizationId, enabled, 'test');
    },
    close: () => service.close(),
  };
});

type LoggedStep = Pick<StepLog, 'action' | 'result' | 'errorCode'>;

async function approval(organizationId: string): Promise<NewApproval> {
  const record = anExpenseRecord({}, organizationId);
  return { record, reference: await deriveVoucherReference(record) };
}

const columns = `organization_id, sequence, record_id, reference, state, attempts, failures, look_ups, in_doubt, ever_in_doubt, batch_limit,
  batch_key, erp_reference, failure_code, failure_message, failure_field, sent_mapping_version, reverses`;

async function entries(service: ServiceDatabase, where: string, values: unknown[]): Promise<OutboxEntry[]> {
  const rows = await service.asOwner<DueRow & { organization_id: string }>(
    `select e.*, r.content, false as fresh, null::text as reversed_date from
       (select ${columns}, recalled from bilag.outbox union all select ${columns}, null from bilag.finished_entries) e
     join bilag.expense_records r using (organization_id, record_id)
     where e.${where.replaceAll(' and ', ' and e.')} order by e.sequence`,
    values,
  );
  return rows.map((row) => dueEntryOf(row.organization_id, row).entry);
}

/** The database's clock cannot be moved, so all instants move back. */
async function passTime(service: ServiceDatabase, ms: number): Promise<void> {
  const back = `- $1 * interval '1 millisecond'`;
  const lanes = ['lease_until', 'rest_until', 'served_at'].map((it) => `${it} = ${it} ${back}`).join(', ');
  await service.asOwner(`update bilag.lanes set ${lanes}`, [ms]);
  const times = ['due_at', 'sent_at', 'updated_at'].map((it) => `${it} = ${it} ${back}`).join(', ');
  await service.asOwner(`update bilag.outbox set ${times}`, [ms]);
  await service.asOwner(
    `update bilag.delivery_attempts set opened_at = opened_at ${back}, deadline_at = deadline_at ${back}`,
    [ms],
  );
}
