import { randomBytes } from 'node:crypto';
import {
  deriveVoucherReference,
  type EnginePorts,
  type ExpenseRecordJson,
  type FieldMapping,
  guardGateway,
  type LedgerMonth,
  parseLedgerMonth,
  type ReconcilePorts,
  type ReconcileResult,
  type ReconciliationRun,
  reconcile,
  type StoredFinding,
  type StoredReconciliation,
  serveLane,
  type VoucherReference,
} from '@bilag/core';
import {
  aFieldMapping,
  anExpenseRecord,
  createFakeGateway,
  createVirtualClock,
  type FakeGateway,
  leaseDue,
  type VirtualClock,
} from '@bilag/core/testing';
import { engineDoor } from '../../src/persistence/organization-door.ts';
import { createPostgresApprovalStore } from '../../src/persistence/postgres-approval-store.ts';
import { createPostgresConfigRepo } from '../../src/persistence/postgres-config-repo.ts';
import { createPostgresIntegrationStore } from '../../src/persistence/postgres-integration-store.ts';
import { createPostgresMasterDataStore } from '../../src/persistence/postgres-master-data-store.ts';
import { createPostgresOrganizationRepo } from '../../src/persistence/postgres-organization-repo.ts';
import { createPostgresOutboxStore } from '../../src/persistence/postgres-outbox-store.ts';
import { createPostgresReconciliationRepo } from '../../src/persistence/postgres-reconciliation-repo.ts';
import { createPostgresReconciliationStore } from '../../src/persistence/postgres-reconciliation-store.ts';
import { createEnvelopeSecretBox } from '../../src/secrets/envelope-secret-box.ts';
import { openServiceDatabase, type ServiceDatabase } from './service-database.ts';

/** Organizations in a real database, each with a fake ERP behind the guard, and nobody who works by himself. */
export interface BooksInDatabase {
  readonly service: ServiceDatabase;
  readonly clock: VirtualClock;
  readonly ports: ReconcilePorts;
  /** Creates it, connected, mapped and enabled. */
  addOrganization(id: string): Promise<FakeGateway>;
  /** Saves the connection once more: another version, of these books. */
  reconnect(id: string, ledgerId?: string): Promise<void>;
  remap(id: string, mapping: FieldMapping): Promise<void>;
  approve(id: string, ...changes: readonly Partial<ExpenseRecordJson>[]): Promise<readonly VoucherReference[]>;
  /** The engine's turn, and the settling time of what it booked is over. */
  book(id: string): Promise<void>;
  request(id: string, month?: string): Promise<string>;
  lease(owner?: string, leaseMs?: number): Promise<ReconciliationRun>;
  /** Asks for a reconciliation, works on it, and reads what came of it. */
  reconcile(id: string, month?: string): Promise<Reconciled>;
  read(id: string, reconciliationId: string): Promise<Omit<Reconciled, 'result'>>;
  close(): Promise<void>;
}

/** What came of a reconciliation. */
export interface Reconciled {
  readonly result: ReconcileResult;
  readonly stored: StoredReconciliation;
  readonly findings: readonly StoredFinding[];
}

const march: LedgerMonth = parseLedgerMonth('2026-03');

/** Opens it on a database of its own. */
export async function openBooks(): Promise<BooksInDatabase> {
  const service = await openServiceDatabase();
  const clock = createVirtualClock(new Date());
  const secrets = createEnvelopeSecretBox(randomBytes(32));
  const { enginePool, requestPool } = service.database;
  const erps = new Map<string, FakeGateway>();
  const integrations = createPostgresIntegrationStore(service.database, secrets);
  const repo = createPostgresReconciliationRepo(requestPool);
  const gateways: EnginePorts['gateways'] = {
    gatewayFor({ organizationId }) {
      const erp = erps.get(organizationId);
      if (erp === undefined) throw new Error('There is no such organization here.');
      return Promise.resolve(guardGateway(erp));
    },
  };
  const config = createPostgresConfigRepo(engineDoor(enginePool), secrets, enginePool);
  const engine: EnginePorts = {
    outbox: createPostgresOutboxStore(enginePool),
    config,
    gateways,
    masterData: createPostgresMasterDataStore(engineDoor(enginePool)),
    clock,
    random: { next: () => 0.5 },
  };
  const ports: ReconcilePorts = { store: createPostgresReconciliationStore(enginePool), config, gateways, clock };

  const connect = async (id: string, ledgerId: string) => {
    await integrations.save(id, { connector: 'fake', settings: {}, credentials: {} }, 'test');
    const [row] = await service.asOwner<{ c: number; v: number }>(
      'select config_version as c, credential_version as v from bilag.integration_configs where organization_id = $1',
      [id],
    );
    const versions = { configVersion: row?.c ?? 0, credentialVersion: row?.v ?? 0 };
    await integrations.recordTest(id, { ...versions, ledger: { id: ledgerId, name: ledgerId } }, 'test');
    await integrations.setEnabled(id, true, 'test');
  };
  const remap = async (id: string, { version: _version, ...mapping }: FieldMapping) => {
    await integrations.saveMapping(id, mapping, 'test');
  };
  const books: BooksInDatabase = {
    service,
    clock,
    ports,
    remap,
    reconnect: (id, ledgerId = 'ledger') => connect(id, ledgerId),
    async addOrganization(id) {
      await createPostgresOrganizationRepo(service.database).create({ id, name: id, currency: 'NOK' }, 'test');
      const erp = createFakeGateway({ maxReferencesPerLookUp: 3 }, clock);
      erps.set(id, erp);
      await remap(id, aFieldMapping());
      await connect(id, 'ledger');
      return erp;
    },
    async approve(id, ...changes) {
      const records = changes.map((it) => anExpenseRecord(it, id));
      const approvals = await Promise.all(
        records.map(async (record) => ({ record, reference: await deriveVoucherReference(record) })),
      );
      await createPostgresApprovalStore(requestPool).accept(id, approvals);
      return approvals.map(({ reference }) => reference);
    },
    async book(id) {
      const lanes = await leaseDue(engine.outbox, { owner: 'engine', limit: 10, leaseMs: 60_000 });
      for (const lane of lanes.filter((it) => it.organizationId === id)) {
        await serveLane(lane, engine, { leaseMs: 60_000, passLimit: 100, maxPasses: 10 });
      }
      await service.asOwner("update bilag.finished_entries set updated_at = updated_at - interval '1 hour'");
    },
    async request(id, month = march.month) {
      const requested = await repo.request(id, parseLedgerMonth(month), 'somebody');
      if (requested === undefined) throw new Error('One of this month is under way.');
      return requested.reconciliationId;
    },
    async lease(owner = 'worker', leaseMs = 60_000) {
      const [run] = await ports.store.lease({ owner, limit: 1, leaseMs });
      if (run === undefined) throw new Error('No reconciliation waits.');
      return run;
    },
    async reconcile(id, month) {
      await books.request(id, month);
      const run = await books.lease();
      const result = await reconcile(run, ports);
      return { result, ...(await books.read(id, run.reconciliationId)) };
    },
    async read(id, reconciliationId) {
      const stored = await repo.find(id, reconciliationId);
      if (stored === undefined) throw new Error('There is no such reconciliation.');
      return { stored, findings: await repo.findings(id, reconciliationId, { limit: 1_000, after: 0 }) };
    },
    close: () => service.close(),
  };
  return books;
}
