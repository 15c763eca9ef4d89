import type { EntryFailure } from '../domain/outbox-entry.ts';
import type { AccountingGateway } from '../ports/accounting-gateway.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { ConfigRepo, Integration } from '../ports/config-repo.ts';
import type { GatewayProvider } from '../ports/gateway-provider.ts';
import type { LeasedLane, OutboxStore } from '../ports/outbox-store.ts';

/** What the engine needs of the world. */
export interface EnginePorts {
  readonly outbox: OutboxStore;
  readonly config: ConfigRepo;
  readonly gateways: GatewayProvider;
  readonly clock: Clock;
  readonly random: Random;
}

/** One turn on one lane: whose it is, how the organization is connected, and the door to its ERP. */
export interface LaneWork {
  readonly lane: LeasedLane;
  readonly integration: Integration;
  readonly gateway: AccountingGateway;
  readonly ports: EnginePorts;
}

/** How a step on the lane ended, and so whether the turn goes on. */
export type StepEnd =
  | { readonly kind: 'go-on' }
  /** Another worker has the lane, or may have it: write nothing more. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'pause'; readonly failure: EntryFailure }
  | { readonly kind: 'rest'; readonly restMs: number };
