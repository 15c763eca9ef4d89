import type { EntryFailure } from '../domain/outbox-entry.ts';
import type { AccountingGateway } from '../ports/accounting-gateway.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { ConfigRepo, Integration } from '../ports/config-repo.ts';
import type { ErpUsageStore } from '../ports/erp-usage-store.ts';
import type { GatewayProvider } from '../ports/gateway-provider.ts';
import type { MasterDataStore } from '../ports/master-data-store.ts';
import type { DueEntry, LeasedLane, OutboxStore } from '../ports/outbox-store.ts';
import type { ReceiptSource } from '../ports/receipt-source.ts';
import type { ReceiptStore } from '../ports/receipt-store.ts';
import type { ReceiptPlaces } from './receipt-places.ts';

/** What receipts need of the world besides what vouchers need. */
export interface ReceiptPorts {
  readonly store: ReceiptStore;
  readonly source: ReceiptSource;
  /** Without, every lane may deliver at once. */
  readonly places?: ReceiptPlaces;
}

/** What the engine needs of the world. */
export interface EnginePorts {
  readonly outbox: OutboxStore;
  readonly config: Pick<ConfigRepo, 'integrationOf' | 'mappingVersion'>;
  readonly gateways: GatewayProvider;
  readonly masterData: MasterDataStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent where no files are delivered. */
  readonly receipts?: ReceiptPorts;
  /** How much of its monthly allowance each ERP has been asked; absent where nothing is counted. */
  readonly usage?: Pick<ErpUsageStore, 'currentMonth'>;
}

/** One turn on one lane: whose it is, how the organization is connected, and the door to its ERP. */
export interface LaneWork {
  readonly lane: LeasedLane;
  readonly integration: Integration;
  readonly gateway: AccountingGateway;
  readonly ports: EnginePorts;
  /** The worker is to end: no further posting begins, and readings and look-ups, which can be made again, are given up. */
  readonly stop?: AbortSignal | undefined;
  /** The worker must end now: also a call that writes is given up, and its vouchers are in doubt. */
  readonly giveUp?: AbortSignal | undefined;
}

/** How a step on the lane ended, and so whether the turn goes on. */
export type StepEnd =
  | { readonly kind: 'go-on' }
  /** So it does, and of what was read nothing is left to be done now. */
  | { readonly kind: 'done' }
  /** Another worker has the lane, or may have it: write nothing more. */
  | { readonly kind: 'lost' }
  /** Something was changed since it was read: read again. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'pause'; readonly failure: EntryFailure }
  | { readonly kind: 'rest'; readonly restMs: number };

/** Whether an entry was read while other books may have been connected than those to which this turn has the door: a look-up there would not be about it. */
export function isReadUnderOthers({ readUnder }: DueEntry, { integration }: LaneWork): boolean {
  const { configVersion, credentialVersion } = integration;
  return readUnder.configVersion !== configVersion || readUnder.credentialVersion !== credentialVersion;
}
