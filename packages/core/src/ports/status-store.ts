import type { ErrorCode } from '../errors/error-codes.ts';
import type { SyncTrigger } from './sync-run-store.ts';

/** What holds an organization's lane up, as people are told. */
export interface LaneObstacle {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Where an organization's syncs stand. Counts are of entries that are not finished. */
export interface OrganizationStatus {
  /** `null` without an accounting system. */
  readonly connector: string | null;
  readonly enabled: boolean;
  readonly paused: (LaneObstacle & { readonly since: Date }) | null;
  readonly resting: (LaneObstacle & { readonly until: Date }) | null;
  readonly pending: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly held: number;
  /** Of the pending ones those that wait for another try after a failure. */
  readonly retrying: number;
  /** When the oldest of the pending ones was approved here. */
  readonly oldestPendingSince: Date | null;
  /** When the accounting system was last asked about a voucher, or a sync last ended. */
  readonly lastSyncAt: Date | null;
  readonly running: { readonly syncId: string; readonly trigger: SyncTrigger } | null;
  /** The engine is sending by itself at this moment. */
  readonly isServed: boolean;
  /** Something waits out a backoff, which only a manual sync ends before its time. */
  readonly isBackingOff: boolean;
  /** Something has been due for more than a day. */
  readonly isOverdue: boolean;
  /** The store's instant of all this. */
  readonly at: Date;
}

/** A day in Norway, and what became of records on it. */
export interface StatusDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Records whose voucher was booked. */
  readonly booked: number;
  /** Records of which the sync log has an error. */
  readonly failed: number;
}

/** How it has gone lately. */
export interface StatusHistory {
  /** Oldest first, today last, none left out. */
  readonly days: readonly StatusDay[];
  /** From approval to booking, in seconds, of the latest records that were booked in these days; `null` when there are none. */
  readonly approvalToBooked: {
    readonly records: number;
    readonly p50Seconds: number;
    readonly p95Seconds: number;
  } | null;
}

/** Reads the status of one organization, at a cost that does not grow with what is finished. */
export interface StatusStore {
  read(organizationId: string): Promise<OrganizationStatus | undefined>;
  /** The last 14 days; its cost grows with what was booked in them, and with nothing older. An organization that there is not has had nothing but empty days. */
  history(organizationId: string): Promise<StatusHistory>;
}

/** An organization and where its syncs stand. */
export interface OverviewEntry {
  readonly organizationId: string;
  readonly name: string;
  readonly status: OrganizationStatus;
}

/** Reads the status of many organizations at once, at a cost that does not grow with what is finished. */
export interface OverviewStore {
  /** In order of their ids, after one of them. `connector` narrows it to one connector, or with `none` to those without any. */
  list(query: {
    readonly limit: number;
    readonly after?: string;
    readonly connector?: string;
  }): Promise<readonly OverviewEntry[]>;
}
