import type { CalendarDate } from '../domain/calendar-date.ts';
import type { ExpenseRecord } from '../domain/expense-record.ts';
import type { DeliveryStatus, ErpReply, OutboxEntry } from '../domain/outbox-entry.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** The right to send for one organization, until the lease ends by the database's clock or a newer fence is given out. */
export interface LeasedLane {
  readonly organizationId: string;
  readonly owner: string;
  readonly fence: bigint;
  /** Turns in a row in which the ERP served nothing; from the third on a probe goes first. */
  readonly troubles: number;
  /** An earlier owner left something in the middle of a call. */
  readonly hasOrphans: boolean;
}

/** Which settings an organization is connected with; never the same twice. */
export interface ConnectionVersions {
  readonly configVersion: number;
  readonly credentialVersion: number;
}

/** An entry with the record it comes from and the mapping it was last sent with. */
export interface DueEntry {
  readonly entry: OutboxEntry;
  readonly record: ExpenseRecord;
  /** The mapping version of its last attempt, to compare what is found with what was meant. */
  readonly sentMappingVersion: number | null;
  /** Of a reversal, how the voucher was booked that it takes back. */
  readonly reversed?: {
    /** The mapping version it was sent with; `null` when Bilag never sent it. */
    readonly mappingVersion: number | null;
    /** It was sent to other books than those connected now. */
    readonly sentElsewhere: boolean;
    /** The date it was sent for; `null` when that is not known. */
    readonly postingDate: CalendarDate | null;
  };
  /** When its last call began, by the store's clock. */
  readonly sentAt: Date | null;
  /** Its last call went to other books than those connected now: what these say of it proves nothing. */
  readonly sentElsewhere: boolean;
  /** The versions of configuration and credentials at the time of reading: the books that all of this is said of. */
  readonly readUnder: ConnectionVersions;
  /** How long ago it became due, by the store's clock, in milliseconds; for a new one, since it was stored, and 0 for one that is not due yet. */
  readonly dueSinceMs: number;
  /** W3C trace context of the request that brought its approval, where there was one. */
  readonly traceparent?: string;
  /** How long ago its approval was stored, by the store's clock, in milliseconds, where the store knows. */
  readonly storedSinceMs?: number;
  /** Never handled before: read in order of sequence from the lane's cursor, without a gap. */
  readonly fresh: boolean;
}

/** One intent: an entry's status as it will be, and what the attempt is made with. */
export interface DeliveryIntent {
  readonly entry: OutboxEntry;
  readonly next: DeliveryStatus;
  readonly payload: string;
  readonly payloadHash: string;
  readonly batchKey: string;
  readonly configVersion: number;
  readonly credentialVersion: number;
  /**
   * How long after the intent everything that its call did has come to light, in milliseconds: of the books that it goes to, as others may be connected when it is
   * taken over. Never before the call must have ended.
   */
  readonly settlingMs: number;
  /** The mapping version that made the voucher; for a reversal that of the voucher it takes back. */
  readonly mappingVersion: number;
  /** The newest mapping version that the sender knows; 0 before the first. */
  readonly newestMappingVersion: number;
  /** The date the voucher counts on and its debit total, in minor units: what a later reconciliation expects in the ledger. */
  readonly postingDate: CalendarDate;
  readonly totalMinor: bigint;
}

/** Proof that the intents are committed under a lease that outlives the call. */
export interface SendGrant {
  /** Milliseconds, counted from before the intent was written, until which requests may be made. Below the lease's end. */
  readonly sendWithinMs: number;
}

/** How one step ended, in the words of the sync log. */
export type StepResult =
  | 'succeeded'
  | 'accepted'
  | 'retrying'
  | 'failed'
  | 'in-doubt'
  | 'held'
  | 'nothing-to-post'
  | 'cancelled';

/** What the sync log says of one step. */
export interface StepLog {
  readonly action: 'attempt' | 'look-up' | 'status' | 'mapping' | 'recall';
  readonly result: StepResult;
  readonly errorCode: ErrorCode | null;
  readonly message: string | null;
  /** The ERP's own words, where it said any. */
  readonly reply?: ErpReply;
}

/** What became of one entry in this pass. */
export interface EntryOutcome {
  readonly entry: OutboxEntry;
  readonly next: DeliveryStatus;
  /** `null` when nothing happened that anybody would ask for later, such as one more «not booked yet». */
  readonly log: StepLog | null;
}

/** When and whether a lane is served again. */
export interface LaneRelease {
  /** Leave the lane alone for this long, in milliseconds. */
  readonly restMs?: number;
  /** Why it rests, for people to see; left out, a rest has no reason that concerns them. */
  readonly restingFor?: { readonly code: ErrorCode; readonly message: string };
  /** How many turns in a row the ERP has now served nothing; left out, it stays as it was. */
  readonly troubles?: number;
  /** Stop serving the organization until somebody acts; no attempts are burnt meanwhile. */
  readonly pause?: {
    readonly code: ErrorCode;
    readonly message: string;
    /** What it is about: once somebody has changed these, there is no reason to pause any more, and nothing is paused. */
    readonly configVersion: number;
    readonly credentialVersion: number;
  };
}

/** Who wants to send, for whom, and for how long. */
export interface LeaseRequest {
  readonly owner: string;
  readonly organizations: readonly string[];
  readonly leaseMs: number;
}

/**
 * The outbox and its lanes. Every write is fenced: it happens only while the lane is still ours, else nothing is written and the
 * caller stops. All instants are the database's.
 */
export interface OutboxStore {
  /**
   * Organizations whose lanes have something due, are enabled, not paused, not resting and not leased, at most `limit`: those that have waited longest for
   * a turn first. Takes nothing, and looks at every lane: what it costs grows with them.
   */
  findDueLanes(limit: number): Promise<readonly string[]>;
  /** Leases those of the named lanes that `findDueLanes` would find now, and raises each one's fence. One sender per organization at a time. */
  leaseLanes(request: LeaseRequest): Promise<readonly LeasedLane[]>;
  /**
   * Turns what an earlier owner left in `sending` into `unknown`, due when the settling time of its intent is over as if that were committed now: the earlier owner
   * goes by a clock of its own, and the database's may have been put forward meanwhile.
   * @returns how many; `undefined` when the lane is no longer ours.
   */
  adoptOrphans(lane: LeasedLane): Promise<number | undefined>;
  /**
   * Entries that are due, at most `limit`, shared by `shareTurn`: first those whose waiting time is over, then new ones in order. With an accepted one that is
   * due come the others that are accepted, nothing else being known of them, and have waited `askAlongFrom` of their time: one question covers all. They are
   * looked for among the `limit` that come due next; a lane does not become due for them.
   */
  readDue(lane: LeasedLane, limit: number): Promise<readonly DueEntry[]>;
  /** Of the due entries those in `unknown` and `accepted` alone, the longest waiting first, at most `limit`, with the accepted ones that `readDue` adds. */
  readInDoubt(lane: LeasedLane, limit: number): Promise<readonly DueEntry[]>;
  /**
   * The payloads of the last attempts of entries, word for word, by reference, and with them those of others that were last sent in the same calls, are in doubt
   * and not accepted; what was never sent is not in it.
   */
  sentPayloads(lane: LeasedLane, sequences: readonly bigint[]): Promise<ReadonlyMap<VoucherReference, string>>;
  /**
   * Commits the intents of one call or several and extends the lease past the last, in one transaction. The first byte may be sent only after it returned a
   * grant. `operationMs` is how long they may take together: the deadline of all of them.
   * All of them or none: an entry whose state or attempts are no longer as they were read, or whose approval was withdrawn meanwhile, opens nothing.
   * @returns `'stale'` when that is so, or configuration or mapping were changed or the connector disabled meanwhile: read again. `undefined` when the lane is no longer
   * ours or its lease has run out. In either case send nothing.
   */
  openAttempts(
    lane: LeasedLane,
    intents: readonly DeliveryIntent[],
    operationMs: number,
  ): Promise<SendGrant | 'stale' | undefined>;
  /**
   * Records outcomes with their sync-log entries in one transaction. An entry that was finished meanwhile, because its approval no longer stands or a person has
   * decided it, stays so, if the ERP has nothing of it by the outcome, either; and what ended with the same outcome before
   * is not recorded again. A store that repeats itself, as the answer of its database was lost, records all of them once. Any other that is not open is a fault of ours: it throws and writes nothing.
   * @returns `false` when the lane is no longer ours: nothing was written.
   */
  recordOutcomes(lane: LeasedLane, outcomes: readonly EntryOutcome[]): Promise<boolean>;
  /** Makes the lease last at least this long from now; `false` when it has run out or the lane is no longer ours. */
  renewLease(lane: LeasedLane, leaseMs: number): Promise<boolean>;
  /** Moves the lane's cursor past the new entries that have been dealt with. */
  advanceCursor(lane: LeasedLane, sequence: bigint): Promise<void>;
  /**
   * Gives the lane back. Harmless when it is no longer ours.
   * @returns whether something of it is due already, and it neither rests nor is paused: what came meanwhile, what waited for an entry that is finished now, files.
   */
  release(lane: LeasedLane, release: LaneRelease): Promise<boolean>;
}
