import type { ErrorCode } from '../errors/error-codes.ts';

/** Who begins a sync that has a beginning and an end. What the engine sends after an approval by itself is none of these. */
export const syncTriggers = ['manual', 'scheduled'] as const;

/** @see syncTriggers */
export type SyncTrigger = (typeof syncTriggers)[number];

/** Running; everything synced; ended with records that failed or still wait; ended before its time. */
export const syncStates = ['running', 'done', 'incomplete', 'stopped'] as const;

/** How far a sync has come. */
export type SyncState = (typeof syncStates)[number];

/** What has become of the records of a sync; together they are all of them. */
export interface SyncProgress {
  readonly synced: number;
  /** Taken by the accounting system and not booked yet. */
  readonly accepted: number;
  /** Needed no voucher, or were withdrawn. */
  readonly nothingToPost: number;
  /** Rejected, or waiting for a person's decision. */
  readonly failed: number;
  /** Not handed over: still to be tried, or tried and waiting for another try. */
  readonly waiting: number;
}

/** A sync as it is shown. */
export interface SyncRun {
  readonly syncId: string;
  readonly trigger: SyncTrigger;
  readonly state: SyncState;
  readonly requestedAt: Date;
  readonly requestedBy: string;
  readonly finishedAt: Date | null;
  /** How many were pending when it was asked for. */
  readonly records: number;
  /** As of now while it runs, as of its end afterwards. */
  readonly progress: SyncProgress;
  /** Why it ended before its time. */
  readonly stopped: { readonly code: ErrorCode; readonly message: string } | null;
}

/** Why no sync may begin now. `served`: the engine is sending by itself, and there is nothing besides that a manual sync would send. */
export type SyncObstacle = 'not-configured' | 'disabled' | 'running' | 'served';

/**
 * Syncs that somebody asks for. A sync is a count of what is pending and an end to waiting; the engine sends as always. It has ended when none of its entries
 * is being sent, is new, or is due without having been tried since; that is read from the outbox, so that it ends also when a process does not.
 */
export interface SyncRunStore {
  /**
   * Begins a sync of everything that is pending: ends the lane's rest and pause, makes what waits out a backoff due now and lets its backoff start afresh. Leaves alone
   * leases, the settling time of what is in doubt, and what waits for another entry. Its entry in the sync log is written with it.
   * @returns the sync, or why none may begin; however many ask at once, one begins.
   */
  request(organizationId: string, actor: string): Promise<SyncRun | SyncObstacle>;
  find(organizationId: string, syncId: string): Promise<SyncRun | undefined>;
  /** Newest first, after one of them. */
  list(organizationId: string, query: { readonly limit: number; readonly after?: string }): Promise<readonly SyncRun[]>;
}

/** Syncs as workers see them. */
export interface SyncSchedule {
  /**
   * Begins a sync of every organization with an enabled connector and something pending. It ends rests, but neither pauses nor backoffs.
   * @param at the time of the schedule: of each organization one begins for it, however many processes ask.
   * @returns how many began by this call.
   */
  beginDue(at: Date, stop?: AbortSignal): Promise<number>;
  /** Ends those that have nothing more to do, are held up or cannot go on, each with its entry in the sync log. @returns how many. */
  endFinished(): Promise<number>;
}
