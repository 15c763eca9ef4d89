import type { ExpenseRecord } from '../domain/expense-record.ts';
import {
  type DeliveryStatus,
  finishedStates,
  newDeliveryStatus,
  type OutboxEntry,
  type OutboxState,
} from '../domain/outbox-entry.ts';
import { shareTurn } from '../domain/turn-share.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  ConnectionVersions,
  DueEntry,
  EntryOutcome,
  LaneRelease,
  LeasedLane,
  OutboxStore,
  StepLog,
} from '../ports/outbox-store.ts';
import type { RevisionStore } from '../ports/revision-store.ts';
import { dueFirst, withAskedAlong } from './in-memory-due.ts';
import type { Row } from './in-memory-outbox-row.ts';
import { createInMemoryRevisionStore } from './in-memory-revision-store.ts';

/** The outbox in memory; its clock stands for the database's. */
export interface InMemoryOutboxStore extends OutboxStore {
  /** Stores an approval, as the approval store does. */
  approve(record: ExpenseRecord, reference: VoucherReference): OutboxEntry;
  /** The revisions of its sources. */
  readonly revisions: RevisionStore;
  /** Switches the organization's connector; enabling also ends a pause and a rest. */
  setEnabled(organizationId: string, enabled: boolean): void;
  /** Connects the organization to other books; configuration and credentials are of the next version. */
  connectLedger(organizationId: string, ledger: string): void;
  /** With which settings it is connected; 1 at first. */
  versionsOf(organizationId: string): ConnectionVersions;
  /** Saves the organization's next mapping; before the first, whatever the sender knows holds. */
  saveMapping(organizationId: string, version: number): void;
  /** Changes an entry from outside the lane, as a person's retry does. */
  change(entry: OutboxEntry, next: DeliveryStatus): void;
  /** The record that an entry comes from. */
  recordOf(entry: OutboxEntry): ExpenseRecord | undefined;
  /** All entries, finished ones included, in order of sequence. */
  entries(): readonly OutboxEntry[];
  pauseOf(organizationId: string): LaneRelease['pause'];
  /** Why the organization's lane rests, if that concerns people. */
  restOf(organizationId: string): LaneRelease['restingFor'];
  /** Further reasons to lease an organization's lane, such as receipts that are due. */
  readonly otherWork: Set<(organizationId: string) => boolean>;
  /** Whether the lane is still its holder's. */
  holds(lane: LeasedLane): boolean;
  isEnabled(organizationId: string): boolean;
  /** Whether the entry was sent to other books than those connected now. */
  isElsewhere(entry: OutboxEntry): boolean;
  readonly log: readonly (StepLog & { readonly reference: VoucherReference })[];
}

interface Lane {
  owner: string | null;
  fence: bigint;
  troubles: number;
  leaseUntilMs: number;
  restUntilMs: number;
  servedAtMs: number;
  cursor: bigint;
  enabled: boolean;
  pause: LaneRelease['pause'];
  restingFor: LaneRelease['restingFor'];
  ledger: string;
  versions: ConnectionVersions;
  mappingVersion: number | undefined;
}

/** The lease outlives a call by this much. */
const marginMs = 10_000;

/** Opens an empty outbox; it passes the same contract as the one on PostgreSQL. */
export function createInMemoryOutboxStore(clock: Clock): InMemoryOutboxStore {
  const rows: Row[] = [];
  const lanes = new Map<string, Lane>();
  const log: (StepLog & { reference: VoucherReference })[] = [];
  const otherWork = new Set<(organizationId: string) => boolean>();
  const now = () => clock.monotonicMs();
  const laneOf = (organizationId: string): Lane => {
    const known = lanes.get(organizationId);
    if (known !== undefined) return known;
    const lane: Lane = {
      owner: null,
      fence: 0n,
      troubles: 0,
      leaseUntilMs: 0,
      restUntilMs: 0,
      servedAtMs: Number.NEGATIVE_INFINITY,
      cursor: 0n,
      enabled: true,
      pause: undefined,
      restingFor: undefined,
      ledger: 'first',
      versions: { configVersion: 1, credentialVersion: 1 },
      mappingVersion: undefined,
    };
    lanes.set(organizationId, lane);
    return lane;
  };
  const mine = (lane: LeasedLane): Lane | undefined => {
    const held = laneOf(lane.organizationId);
    return held.owner === lane.owner && held.fence === lane.fence ? held : undefined;
  };
  const isOpen = (row: Row) => !finishedStates.includes(row.entry.state);
  const rowOf = (entry: OutboxEntry): Row => {
    const row = rows.find((it) => it.entry.sequence === entry.sequence);
    if (row === undefined || !isOpen(row)) throw new Error(`No open outbox entry ${entry.sequence}.`);
    return row;
  };
  const isDue = (row: Row) => isOpen(row) && row.dueAtMs !== null && row.dueAtMs <= now();
  const isFresh = (row: Row) => row.isNew && row.entry.sequence > laneOf(row.entry.organizationId).cursor;
  const isStale = ({ entry }: { readonly entry: OutboxEntry }) => {
    const known = rows.find((it) => it.entry.sequence === entry.sequence)?.entry;
    return known?.state !== entry.state || known.attempts !== entry.attempts || known.recalled !== null;
  };
  const dueLanes = () =>
    [...lanes].filter(([organizationId, lane]) => {
      const hasVouchers = rows.some(
        (it) => it.entry.organizationId === organizationId && (isDue(it) || isFresh(it) || isOrphan(it)),
      );
      const hasWork = hasVouchers || [...otherWork].some((it) => it(organizationId));
      const isFree = lane.owner === null || lane.leaseUntilMs <= now();
      return hasWork && isFree && lane.enabled && lane.pause === undefined && lane.restUntilMs <= now();
    });
  const write = (row: Row, next: DeliveryStatus, action?: StepLog['action']) => {
    const isOnlyAsked = row.entry.state === 'pending' && action === 'look-up';
    row.entry = { ...row.entry, ...next, recalled: row.entry.recalled };
    row.isNew = false;
    row.writtenAtMs = now();
    row.dueAtMs = next.dueInMs === null ? null : now() + next.dueInMs;
    // What nobody wants any more and is surely not booked waits for nothing; what lies refused in the ERP is in doubt, and looked up once more. What waited already
    // and could not be settled by a look-up waits out its time.
    if (row.entry.recalled !== null && (next.state === 'rejected' || (next.state === 'pending' && !isOnlyAsked))) {
      row.entry = { ...row.entry, state: next.inDoubt ? 'unknown' : 'pending' };
      row.dueAtMs = now();
    }
    if (!isOpen(row)) letFollow(row);
  };
  const letFollow = (finished: Row) => {
    for (const row of rows.filter((it) => isOpen(it) && it.waitsFor === finished.entry.sequence)) {
      row.waitsFor = null;
      const isMoot = row.entry.reverses === finished.entry.reference && finished.entry.state === 'cancelled';
      if (isMoot) write(row, { ...row.entry, state: 'cancelled', dueInMs: null, failure: mootReversal });
      else row.dueAtMs = now();
    }
  };
  const reversedBy = ({ entry }: Row) => {
    const booked = rows.find((it) => it.entry.reference === entry.reverses);
    const sentElsewhere = booked?.sentLedger !== laneOf(entry.organizationId).ledger;
    return {
      mappingVersion: booked?.sentMappingVersion ?? null,
      sentElsewhere,
      postingDate: booked?.postingDate ?? null,
    };
  };
  const add = (
    record: ExpenseRecord,
    reference: VoucherReference,
    change: Partial<Row> & Partial<OutboxEntry> = {},
  ) => {
    laneOf(record.organizationId);
    const sequence = BigInt(rows.length + 1);
    const { organizationId } = record;
    const { reverses = null, recordId = `record-${sequence}`, waitsFor = null } = change;
    const names = { organizationId, sequence, recordId, reference, batchKey: null, reverses, recalled: null };
    const isNew = waitsFor === null && reverses === null;
    const row: Row = {
      entry: { ...newDeliveryStatus, ...names },
      record,
      waitsFor,
      dueAtMs: isNew || waitsFor !== null ? null : now(),
      isNew,
      writtenAtMs: now(),
      storedAtMs: now(),
      sentAtMs: 0,
      settlingMs: 0,
      sentMappingVersion: null,
      sentLedger: null,
      payload: null,
      postingDate: null,
    };
    rows.push(row);
    return row;
  };
  const dueOf = (row: Row, fresh: boolean): DueEntry => ({
    entry: { ...row.entry, dueInMs: 0 },
    record: row.record,
    sentMappingVersion: row.sentMappingVersion,
    sentElsewhere: row.sentLedger !== null && row.sentLedger !== laneOf(row.entry.organizationId).ledger,
    readUnder: laneOf(row.entry.organizationId).versions,
    sentAt: row.sentMappingVersion === null ? null : new Date(clock.now().getTime() - (now() - row.sentAtMs)),
    ...(row.entry.reverses === null ? {} : { reversed: reversedBy(row) }),
    dueSinceMs: Math.max(0, now() - (fresh ? row.storedAtMs : (row.dueAtMs ?? now()))),
    fresh,
  });

  return {
    log,
    approve: (record, reference) => add(record, reference).entry,
    revisions: createInMemoryRevisionStore({ rows, add, write, now }),
    setEnabled(organizationId, enabled) {
      const resumed = enabled ? { pause: undefined, restingFor: undefined, restUntilMs: 0, troubles: 0 } : {};
      Object.assign(laneOf(organizationId), { enabled, ...resumed });
    },
    connectLedger(organizationId, ledger) {
      const lane = laneOf(organizationId);
      const version = lane.versions.configVersion + 1;
      Object.assign(lane, { ledger, versions: { configVersion: version, credentialVersion: version } });
    },
    versionsOf: (organizationId) => laneOf(organizationId).versions,
    saveMapping(organizationId, version) {
      laneOf(organizationId).mappingVersion = version;
    },
    change: (entry, next) => write(rowOf(entry), next),
    entries: () => rows.map((it) => it.entry),
    recordOf: ({ sequence }) => rows.find((it) => it.entry.sequence === sequence)?.record,
    pauseOf: (organizationId) => laneOf(organizationId).pause,
    restOf: (organizationId) => laneOf(organizationId).restingFor,
    otherWork,
    holds: (lane) => mine(lane) !== undefined,
    isEnabled: (organizationId) => laneOf(organizationId).enabled,
    isElsewhere(entry) {
      const row = rows.find((it) => it.entry.sequence === entry.sequence);
      return row !== undefined && row.sentLedger !== null && row.sentLedger !== laneOf(entry.organizationId).ledger;
    },

    findDueLanes(limit) {
      const longestUnserved = dueLanes().toSorted(([, a], [, b]) => a.servedAtMs - b.servedAtMs);
      return Promise.resolve(longestUnserved.slice(0, limit).map(([organizationId]) => organizationId));
    },
    leaseLanes({ owner, organizations, leaseMs }) {
      const taken = dueLanes().filter(([organizationId]) => organizations.includes(organizationId));
      return Promise.resolve(
        taken.map(([organizationId, lane]) => {
          Object.assign(lane, { owner, fence: lane.fence + 1n, leaseUntilMs: now() + leaseMs, servedAtMs: now() });
          const hasOrphans = rows.some((it) => it.entry.organizationId === organizationId && isOrphan(it));
          return { organizationId, owner, fence: lane.fence, troubles: lane.troubles, hasOrphans };
        }),
      );
    },
    adoptOrphans(lane) {
      if (mine(lane) === undefined) return Promise.resolve(undefined);
      const orphans = rows.filter((it) => it.entry.organizationId === lane.organizationId && isOrphan(it));
      for (const row of orphans) {
        const failure = { code: 'SENDER_LOST', message: 'The sender stopped before it recorded an answer.' } as const;
        row.entry = { ...row.entry, state: 'unknown', inDoubt: true, everInDoubt: true, failure };
        row.dueAtMs = now() + row.settlingMs;
        const step = {
          action: 'attempt',
          result: 'in-doubt',
          errorCode: failure.code,
          message: failure.message,
        } as const;
        log.push({ ...step, reference: row.entry.reference });
      }
      return Promise.resolve(orphans.length);
    },
    readDue(lane, limit) {
      if (mine(lane) === undefined) return Promise.resolve([]);
      const ours = rows.filter((it) => it.entry.organizationId === lane.organizationId);
      const waited = withAskedAlong(dueFirst(ours.filter(isDue)).slice(0, limit), ours.filter(isOpen), limit, now());
      const fresh = ours.filter(isFresh).map((it) => dueOf(it, true));
      return Promise.resolve(
        shareTurn(
          waited.map((it) => dueOf(it, false)),
          fresh,
          limit,
        ),
      );
    },
    readInDoubt(lane, limit) {
      if (mine(lane) === undefined) return Promise.resolve([]);
      const ours = rows.filter((it) => it.entry.organizationId === lane.organizationId && isOpen(it));
      const inDoubt = ours.filter((it) => isDue(it) && ['unknown', 'accepted'].includes(it.entry.state));
      const read = withAskedAlong(dueFirst(inDoubt).slice(0, limit), ours, limit, now());
      return Promise.resolve(read.slice(0, limit).map((it) => dueOf(it, false)));
    },
    sentPayloads(lane, sequences) {
      if (mine(lane) === undefined) return Promise.resolve(new Map());
      const ours = rows.filter((it) => it.entry.organizationId === lane.organizationId);
      const isAsked = ({ entry }: Row) => sequences.includes(entry.sequence);
      const batches = new Set(ours.filter(isAsked).map(({ entry }) => entry.batchKey));
      const isAlong = ({ entry }: Row) => entry.inDoubt && entry.state !== 'accepted' && batches.has(entry.batchKey);
      const sent = ours.filter((it) => isOpen(it) && (isAsked(it) || isAlong(it)));
      return Promise.resolve(
        new Map(sent.flatMap(({ entry, payload }) => (payload === null ? [] : [[entry.reference, payload]]))),
      );
    },
    openAttempts(lane, intents, operationMs) {
      const held = mine(lane);
      if (held === undefined || held.leaseUntilMs <= now()) return Promise.resolve(undefined);
      const { mappingVersion: newest, versions } = held;
      const isReconnected = intents.some(
        (it) => it.configVersion !== versions.configVersion || it.credentialVersion !== versions.credentialVersion,
      );
      const isRemapped = intents.some((it) => it.newestMappingVersion !== (newest ?? it.newestMappingVersion));
      if (!held.enabled || isReconnected || isRemapped || intents.some(isStale)) return Promise.resolve('stale');
      held.leaseUntilMs = Math.max(held.leaseUntilMs, now() + operationMs + marginMs);
      for (const { entry, next, batchKey, mappingVersion, payload, postingDate, settlingMs } of intents) {
        const row = rowOf(entry);
        write(row, next);
        row.entry = { ...row.entry, batchKey };
        Object.assign(row, {
          sentAtMs: now(),
          settlingMs,
          sentMappingVersion: mappingVersion,
          sentLedger: held.ledger,
          payload,
          postingDate,
        });
      }
      return Promise.resolve({ sendWithinMs: operationMs });
    },
    async recordOutcomes(lane, outcomes) {
      if (mine(lane) === undefined) return false;
      const isDropped = ({ entry, next }: EntryOutcome) => {
        const known = rows.find((it) => it.entry.sequence === entry.sequence);
        if (known === undefined || isOpen(known)) return false;
        const isRepeated = known.entry.state === next.state && known.entry.attempts === next.attempts;
        return unsent.has(next.state) || isRepeated;
      };
      const changes = outcomes.filter((it) => !isDropped(it)).map((it) => ({ ...it, row: rowOf(it.entry) }));
      for (const { row, entry, next, log: step } of changes) {
        write(row, next, step?.action);
        if (step !== null) log.push({ ...step, reference: entry.reference });
      }
      return true;
    },
    renewLease(lane, leaseMs) {
      const held = mine(lane);
      if (held === undefined || held.leaseUntilMs <= now()) return Promise.resolve(false);
      held.leaseUntilMs = Math.max(held.leaseUntilMs, now() + leaseMs);
      return Promise.resolve(true);
    },
    advanceCursor(lane, sequence) {
      const held = mine(lane);
      if (held !== undefined && sequence > held.cursor) held.cursor = sequence;
      return Promise.resolve();
    },
    release(lane, { restMs = 0, restingFor, troubles, pause }) {
      const held = mine(lane);
      if (held === undefined) return Promise.resolve(false);
      Object.assign(held, {
        owner: null,
        leaseUntilMs: 0,
        restUntilMs: now() + restMs,
        troubles: troubles ?? held.troubles,
        restingFor,
        pause,
      });
      return Promise.resolve(dueLanes().some(([organizationId]) => organizationId === lane.organizationId));
    },
  };
}

/** What may become of an entry without the ERP having it. */
const unsent: ReadonlySet<OutboxState> = new Set(['pending', 'rejected', 'cancelled']);

const mootReversal = {
  code: 'REVERSAL_NOT_NEEDED',
  message: 'The voucher that it would have taken back was never booked.',
} as const;

const isOrphan = (row: Row) => row.entry.state === 'sending';
