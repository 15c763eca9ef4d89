import { parseCalendarDate } from '../domain/calendar-date.ts';
import { type DeliveryStatus, type OutboxEntry, transition } from '../domain/outbox-entry.ts';
import type {
  DeliveryIntent,
  DueEntry,
  EntryOutcome,
  LeasedLane,
  OutboxStore,
  StepLog,
} from '../ports/outbox-store.ts';
import type { RevisionStore } from '../ports/revision-store.ts';
import { leaseDue } from './lease-due.ts';

/**
 * What the contract needs of the outbox behind a store. Every test opens an empty one. The contract counts in whole seconds and leaves some on
 * both sides of every limit, so that a database whose own clock runs on can keep up.
 */
export interface OutboxHarness {
  readonly store: OutboxStore;
  readonly revisions: RevisionStore;
  /** Stores the first approval of a source, with the organization where it is new. */
  readonly approveSource: (organizationId: string, sourceId: string) => Promise<OutboxEntry>;
  /** The sequences of all vouchers of a source, finished or not, in order. */
  readonly ofSource: (organizationId: string, sourceId: string) => Promise<readonly bigint[]>;
  /**
   * Stores new approvals of an organization, one by default, and answers with their entries in order. An organization that is new is created
   * with an enabled integration, configuration, credentials and mapping all of version 1.
   */
  readonly approve: (organizationId: string, count?: number) => Promise<readonly OutboxEntry[]>;
  /** Lets so many milliseconds pass. A database, whose clock cannot be moved, moves all instants it has stored back instead. */
  readonly passTime: (ms: number) => Promise<void>;
  /** The entry as it is now, finished or not; `dueInMs` is not looked at. */
  readonly entryOf: (organizationId: string, sequence: bigint) => Promise<OutboxEntry | undefined>;
  /** How many entries the hot set holds: all but the finished ones. */
  readonly countHot: (organizationId: string) => Promise<number>;
  /** Steps in the sync log, oldest first. */
  readonly logOf: (
    organizationId: string,
  ) => Promise<readonly Pick<StepLog, 'action' | 'result' | 'errorCode' | 'reply'>[]>;
  /** Saves another mapping: the organization's second, third and so on. */
  readonly remap: (organizationId: string) => Promise<void>;
  /** Connects other books than those before, tests and enables: configuration and credentials are of the next version. */
  readonly connectOtherBooks: (organizationId: string) => Promise<void>;
  /** A person says that the entry's voucher was booked by hand. */
  readonly markAsPosted: (entry: OutboxEntry) => Promise<void>;
  /** Switches the connector on or off; switching it on ends a pause. */
  readonly setEnabled: (organizationId: string, enabled: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A lease longer than any pause between two steps of a test, in milliseconds. */
export const leaseMs = 60_000;

/** Leases up to `limit` lanes for an owner. */
export async function leaseMany(store: OutboxStore, owner = 'first', limit = 10): Promise<readonly LeasedLane[]> {
  return await leaseDue(store, { owner, limit, leaseMs });
}

/** Leases the one lane that must be free. */
export async function leaseOne(store: OutboxStore, owner = 'first'): Promise<LeasedLane> {
  const [lane] = await leaseMany(store, owner, 1);
  if (lane === undefined) throw new Error('No lane was free.');
  return lane;
}

/** The organizations of leased lanes. */
export const organizationsOf = (lanes: readonly LeasedLane[]) => lanes.map((lane) => lane.organizationId);

/** The sequences of due entries, in the order in which they came. */
export const sequencesOf = (due: readonly { readonly entry: OutboxEntry }[]) => due.map(({ entry }) => entry.sequence);

/** The settling time of intents in these tests, in milliseconds. */
export const settlingMs = 240_000;

/** The intent to send an entry; one in doubt counts as looked up. */
export function intentTo(entry: OutboxEntry): DeliveryIntent {
  const lookUp = entry.everInDoubt || entry.inDoubt ? 'absent' : 'not-needed';
  const next = transition(entry, { type: 'intent', lookUp });
  const versions = { configVersion: 1, credentialVersion: 1, mappingVersion: 1, newestMappingVersion: 1 };
  const expected = { postingDate: parseCalendarDate('2026-03-05'), totalMinor: 96_250n };
  const sent = { payload: '{}', payloadHash: 'a'.repeat(64), batchKey: 'BATCH1', settlingMs };
  return { entry, next, ...sent, ...versions, ...expected };
}

/** What became of an entry, with a step in the sync log: of an attempt when it was being sent, else of a look-up. */
export function outcomeOf(
  entry: OutboxEntry,
  next: DeliveryStatus,
  action: StepLog['action'] = entry.state === 'sending' ? 'attempt' : 'look-up',
): EntryOutcome {
  const result = next.state === 'synced' ? 'succeeded' : 'retrying';
  return { entry, next, log: { action, result, errorCode: next.failure?.code ?? null, message: null } };
}

const failure = { code: 'ERP_UNAVAILABLE', message: 'Not now.' } as const;

/** What may become of an entry that is being sent. */
export const becomes = {
  booked: (entry: OutboxEntry) => transition(entry, { type: 'booked', erpReference: '4711' }),
  waiting: (entry: OutboxEntry, ms: number) =>
    transition(entry, { type: 'not-applied', failure, random: 0, retryAfterMs: ms, countsAsFailure: true }),
  unknown: (entry: OutboxEntry, ms: number) =>
    transition(entry, { type: 'reply-lost', failure, settlingMs: ms, batchSize: 1 }),
  rejected: (entry: OutboxEntry) => transition(entry, { type: 'rejected', failure }),
  refusedThere: (entry: OutboxEntry) => transition(entry, { type: 'refused-there', failure }),
  undecided: (entry: OutboxEntry, ms: number) =>
    transition(entry, { type: 'look-up-inconclusive', failure, waitMs: ms }),
  heldBack: (entry: OutboxEntry, ms: number) =>
    transition(entry, { type: 'held-back', failure, lookUp: 'absent', waitMs: ms }),
  unanswered: (entry: OutboxEntry, ms: number) =>
    transition(entry, { type: 'look-up-unavailable', failure, random: 0, retryAfterMs: ms }),
  accepted: (entry: OutboxEntry, ms: number) =>
    transition(entry, { type: 'accepted', erpReference: '4711', pollMs: ms }),
};

/** Opens an attempt for each entry and answers with the entries as they are then: being sent. */
export async function beginSending(
  store: OutboxStore,
  lane: LeasedLane,
  due: readonly DueEntry[],
  operationMs = 1_000,
): Promise<readonly OutboxEntry[]> {
  const intents = due.map(({ entry }) => intentTo(entry));
  const grant = await store.openAttempts(lane, intents, operationMs);
  if (typeof grant !== 'object') throw new Error('The attempts were not opened.');
  return intents.map(({ entry, next, batchKey }) => ({ ...entry, ...next, batchKey }));
}

/** Sends all that is due and records what became of it. */
export async function sendAll(
  store: OutboxStore,
  lane: LeasedLane,
  outcome: (sending: OutboxEntry, at: number) => DeliveryStatus,
): Promise<readonly OutboxEntry[]> {
  const sending = await beginSending(store, lane, await store.readDue(lane, 100));
  const outcomes = sending.map((entry, at) => outcomeOf(entry, outcome(entry, at)));
  if (!(await store.recordOutcomes(lane, outcomes))) throw new Error('The outcomes were not recorded.');
  return sending;
}
