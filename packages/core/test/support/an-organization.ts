import {
  deriveVoucherReference,
  type EnginePorts,
  type ExpenseRecordJson,
  type FieldMapping,
  type GatewayTraits,
  type LeasedLane,
  type OutboxEntry,
  type RevisionResult,
  reviseSource,
  type ServeOptions,
  type ServeResult,
  serveLane,
  type WithdrawalResult,
  withdrawApproval,
} from '@bilag/core';
import {
  aFieldMapping,
  anExpenseRecord,
  anIntegration,
  createFakeGateway,
  createInMemoryMasterDataStore,
  createInMemoryOutboxStore,
  createVirtualClock,
  type FakeGateway,
  type InMemoryOutboxStore,
  leaseDue,
  type VirtualClock,
} from '@bilag/core/testing';

/** How these tests tune the engine. */
export const serveOptions = { leaseMs: 30_000, passLimit: 100, maxPasses: 10 };

/** One process that serves lanes, by default awake and on a sound database. One that is frozen has a clock of its own, which stands still. */
interface Worker extends Partial<ServeOptions>, Partial<EnginePorts> {
  readonly owner?: string;
}

/** One organization with its books: approve, serve, look. */
export interface TestOrganization {
  /** The world's time, which is the database's. */
  readonly clock: VirtualClock;
  readonly outbox: InMemoryOutboxStore;
  readonly gateway: FakeGateway;
  /** All else that the engine needs. */
  readonly ports: Pick<EnginePorts, 'config' | 'gateways' | 'masterData' | 'random'>;
  approve(change?: Partial<ExpenseRecordJson>): Promise<OutboxEntry>;
  /** Takes a later approval of a source. */
  revise(change: Partial<ExpenseRecordJson>): Promise<RevisionResult>;
  /** Takes back the approval of a source. */
  withdraw(sourceId: string, revision?: number): Promise<WithdrawalResult>;
  lease(owner?: string): Promise<LeasedLane | undefined>;
  /** Leases the lane and serves it; `undefined` when there is nothing to lease. */
  serve(worker?: Worker): Promise<ServeResult | undefined>;
  /** Saves the next mapping version. */
  remap(next: FieldMapping): void;
  /** Reads the master data, as is done every night. */
  readMasterData(): Promise<unknown>;
  /** Makes a saved mapping version unreadable or different, as only a fault of ours could. */
  spoilMapping(version: number, spoilt: FieldMapping | undefined): void;
  /** The entry as it is now. */
  entry(it: OutboxEntry): OutboxEntry | undefined;
  timesBooked(this: void, it: OutboxEntry): number;
}

/** Opens an organization whose ERP is the fake. Its master data have been read, as enabling does, unless they are to be `unread`. */
export function anOrganization(
  mapping = aFieldMapping(),
  traits: Partial<GatewayTraits> = {},
  masterDataAre: 'read' | 'unread' = 'read',
): TestOrganization {
  const clock = createVirtualClock();
  const outbox = createInMemoryOutboxStore(clock);
  const gateway = createFakeGateway(traits, clock);
  const versions = new Map<number, FieldMapping | undefined>([[mapping.version, mapping]]);
  let integration = anIntegration({ mapping });
  const config = {
    integrationOf: () => Promise.resolve({ ...integration, ...outbox.versionsOf('nbf') }),
    mappingVersion: (_: string, version: number) => Promise.resolve(versions.get(version)),
  };
  const masterData = createInMemoryMasterDataStore(clock);
  if (masterDataAre === 'read') void masterData.save(integration, gateway.masterData);
  const gateways = { gatewayFor: () => Promise.resolve(gateway) };
  const ports = { config, gateways, masterData, random: { next: () => 0.5 } };
  const lease = (owner = 'worker-1') =>
    leaseDue(outbox, { owner, limit: 1, leaseMs: serveOptions.leaseMs }).then(([lane]) => lane);
  return {
    clock,
    outbox,
    gateway,
    ports,
    lease,
    async approve(change = {}) {
      const record = anExpenseRecord(change);
      return outbox.approve(record, await deriveVoucherReference(record));
    },
    async revise(change) {
      const record = anExpenseRecord(change);
      return await reviseSource({ record, reference: await deriveVoucherReference(record) }, outbox.revisions);
    },
    withdraw(sourceId, revision = 1) {
      const source = { organizationId: 'nbf', kind: 'reimbursement', sourceId, revision } as const;
      const said = { withdrawnAt: new Date('2026-03-07T08:00:00Z'), withdrawnBy: 'kari.leder', reason: 'By mistake' };
      return withdrawApproval({ ...source, ...said, actor: 'app' }, outbox.revisions);
    },
    async serve({ owner, ...worker } = {}) {
      const lane = await lease(owner);
      return lane && (await serveLane(lane, { clock, outbox, ...ports, ...worker }, { ...serveOptions, ...worker }));
    },
    remap(next) {
      versions.set(next.version, next);
      integration = { ...integration, mapping: next };
      outbox.saveMapping('nbf', next.version);
    },
    readMasterData: () => masterData.save(integration, gateway.masterData),
    spoilMapping: (version, spoilt) => void versions.set(version, spoilt),
    entry: (it) => outbox.entries().find(({ sequence }) => sequence === it.sequence),
    timesBooked: (it) => gateway.booked.filter(({ reference }) => reference === it.reference).length,
  };
}
