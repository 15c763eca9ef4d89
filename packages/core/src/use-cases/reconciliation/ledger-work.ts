import type { FieldMapping } from '../../domain/field-mapping.ts';
import { SyncError } from '../../errors/sync-error.ts';
import type { AccountingGateway } from '../../ports/accounting-gateway.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ConfigRepo } from '../../ports/config-repo.ts';
import type { GatewayProvider } from '../../ports/gateway-provider.ts';
import type { ReconciliationBooks, ReconciliationRun, ReconciliationStore } from '../../ports/reconciliation-store.ts';
import { withinDeadline } from '../within-deadline.ts';

/** What a reconciliation needs of the world: no outbox, so that it can owe and send nothing. */
export interface ReconcilePorts {
  readonly store: ReconciliationStore;
  readonly config: ConfigRepo;
  readonly gateways: GatewayProvider;
  readonly clock: Clock;
}

/** The door to the ledger as far as a reconciliation may open it. */
export type LedgerView = Pick<AccountingGateway, 'traits' | 'findVouchers' | 'listReferences'>;

/** One turn on one reconciliation. */
export interface LedgerWork {
  readonly run: ReconciliationRun;
  readonly ports: ReconcilePorts;
  readonly gateway: LedgerView;
  readonly books: ReconciliationBooks;
  /** A mapping version as it was; each is fetched once. */
  mapping(version: number): Promise<FieldMapping | undefined>;
  /** Makes the lease outlive the next call. @throws {@link RunIsOver} when the process ends or the run is another worker's. */
  goOn(): Promise<void>;
  /**
   * One call to the gateway, given up at its deadline and when the process ends: it reads only, so nothing is lost.
   * @throws {SyncError} `ERP_TIMEOUT` @throws {@link RunIsOver}
   */
  call<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** The run goes on elsewhere, or later. */
export class RunIsOver extends Error {
  readonly why: 'lost' | 'stopped';

  constructor(why: RunIsOver['why']) {
    super(`The reconciliation was ${why}.`);
    this.name = 'RunIsOver';
    this.why = why;
  }
}

/** The longest that one call may take unless a look-up may take longer, and by how much the lease outlives it; in milliseconds. */
const usualDeadlineMs = 120_000;
const leaseMarginMs = 30_000;

/** Opens the door to the organization's ledger, whether or not it is enabled. @throws {SyncError} when it does not open. */
export async function openLedgerWork(
  run: ReconciliationRun,
  ports: ReconcilePorts,
  stop?: AbortSignal,
): Promise<LedgerWork> {
  const integration = await ports.config.integrationOf(run.organizationId);
  if (integration === undefined) {
    throw new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no accounting system yet.');
  }
  const gateway = await ports.gateways.gatewayFor(integration);
  const { configVersion, credentialVersion } = integration;
  const { settlingMs, duplicateGuard, longestLookUpMs } = gateway.traits;
  const callDeadlineMs = Math.max(usualDeadlineMs, longestLookUpMs);
  const versions = new Map<number, Promise<FieldMapping | undefined>>();
  return {
    run,
    ports,
    gateway,
    books: { configVersion, credentialVersion, settlingMs, withPayloads: duplicateGuard === 'idempotency-key' },
    mapping(version) {
      const known = versions.get(version) ?? ports.config.mappingVersion(run.organizationId, version);
      versions.set(version, known);
      return known;
    },
    async goOn() {
      if (stop?.aborted === true) throw new RunIsOver('stopped');
      if (!(await ports.store.renew(run, callDeadlineMs + leaseMarginMs))) throw new RunIsOver('lost');
    },
    async call(call) {
      try {
        return await withinDeadline(ports.clock, callDeadlineMs, call, stop);
      } catch (error) {
        throw stop?.aborted === true ? new RunIsOver('stopped') : error;
      }
    },
  };
}
