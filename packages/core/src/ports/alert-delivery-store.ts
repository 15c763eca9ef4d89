import type { AlertNotice, AlertTarget } from './alert-sink.ts';

/** A message whose turn it is. */
export interface DueDelivery extends AlertNotice {
  readonly organizationId: string;
  /** Tries begun, this one included. */
  readonly attempts: number;
  /** How long it has been owed, in milliseconds. */
  readonly ageMs: number;
  /** Who gets it by the settings of now; `undefined` when nobody does any more, `unreadable` while the stored secret does not open. */
  readonly target: AlertTarget | 'unreadable' | undefined;
}

/** How a try ended. */
export type DeliveryResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'again'; readonly message: string; readonly inMs: number }
  | { readonly kind: 'given-up'; readonly message: string };

/** The messages that are owed. */
export interface AlertDeliveryStore {
  /**
   * Takes messages that are due, so that no other process tries them within the lease. With its first try a message is fixed: what later tries tell is the same.
   * A worker that dies leaves its messages to the next one after the lease. Of one organization few are taken at a time, and none of those that it is to be done
   * `without`.
   */
  take(options: {
    readonly limit: number;
    readonly leaseMs: number;
    readonly without: readonly string[];
  }): Promise<readonly DueDelivery[]>;
  /** Records how a try ended, unless a later one has begun. */
  record(delivery: DueDelivery, result: DeliveryResult): Promise<void>;
}
