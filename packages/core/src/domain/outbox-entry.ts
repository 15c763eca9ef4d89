import type { ErrorCode } from '../errors/error-codes.ts';
import { backoffMs, maxLookUps } from './retry-policy.ts';
import type { VoucherReference } from './voucher-reference.ts';

/** Where a voucher owed stands. `DESIGN.md` §2 of the project says what each is shown as. */
export const outboxStates = [
  'pending',
  'sending',
  'unknown',
  'accepted',
  'synced',
  'rejected',
  'held',
  'cancelled',
] as const;

/** A state of an outbox entry. */
export type OutboxState = (typeof outboxStates)[number];

/** States in which nothing more happens by itself and the entry leaves the hot table. */
export const finishedStates: readonly OutboxState[] = ['synced', 'cancelled'];

/** What the ERP answered, word for word but cut to 4,000 characters, with secrets and the codes of payees taken out. */
export interface ErpReply {
  readonly status: number;
  readonly body: string;
}

/** Why an entry is where it is. The message holds no secret and no personal data. */
export interface EntryFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly field?: string;
  /** For the sync log. */
  readonly reply?: ErpReply;
}

/** The part of an outbox entry that the state machine decides. */
export interface DeliveryStatus {
  readonly state: OutboxState;
  /** Milliseconds from now until the engine looks at it again; 0 at once, `null` never by itself. */
  readonly dueInMs: number | null;
  /** Delivery attempts begun. */
  readonly attempts: number;
  /** Definite failures in a row; a count never kills a record. */
  readonly failures: number;
  /** Look-ups in a row that were answered and did not settle the doubt. */
  readonly lookUps: number;
  /** A request may have reached the ERP and no look-up has ruled it out since. Only a definite answer clears it. */
  readonly inDoubt: boolean;
  /** Sticky: once in doubt, every later send is preceded by a look-up. */
  readonly everInDoubt: boolean;
  /** Most vouchers that may share its next call; shrinks when a batch is refused as a whole, or its answer lost again. */
  readonly batchLimit: number | null;
  readonly erpReference: string | null;
  readonly failure: EntryFailure | null;
}

/** A voucher owed: the record it comes from, its reference, and how far it has come. */
export interface OutboxEntry extends DeliveryStatus {
  readonly organizationId: string;
  /** Its place in the organization's lane; also the voucher number, as it is never reused. */
  readonly sequence: bigint;
  readonly recordId: string;
  readonly reference: VoucherReference;
  /** Names the ERP-side container of its last call (a journal's code), so that a look-up finds what was staged. */
  readonly batchKey: string | null;
  /** The booked voucher that this one takes back; `null` for the voucher of an approval. */
  readonly reverses: VoucherReference | null;
  /** Why its approval no longer stands: it is never sent again, and once it is surely not booked it is cancelled. `null` while it stands. */
  readonly recalled: RecallReason | null;
}

/** Why an approval no longer stands. */
export const recallReasons = ['REVISION_SUPERSEDED', 'APPROVAL_WITHDRAWN'] as const;

/** A reason why an approval no longer stands. */
export type RecallReason = (typeof recallReasons)[number];

/** What can happen to an entry. */
export type OutboxEvent =
  /** The intent is about to be committed. A look-up that found nothing must precede it once the entry was ever in doubt. */
  | { readonly type: 'intent'; readonly lookUp: 'absent' | 'not-needed' }
  | { readonly type: 'booked'; readonly erpReference: string }
  | { readonly type: 'accepted'; readonly erpReference: string; readonly pollMs: number }
  /** A definite no, by the ERP or before anything was sent: nothing of it is there. */
  | { readonly type: 'rejected'; readonly failure: EntryFailure }
  /** A look-up found it refused in the ERP's own queue, where somebody may mend it: it may yet be booked. */
  | { readonly type: 'refused-there'; readonly failure: EntryFailure }
  /** Definitely not applied; try later. `countsAsFailure: false` for a paused organization: no attempt is burnt. */
  | {
      readonly type: 'not-applied';
      readonly failure: EntryFailure;
      readonly random: number;
      readonly retryAfterMs?: number;
      readonly countsAsFailure: boolean;
    }
  /** Its intent was committed together with others, and its call was not begun: nothing was sent. */
  | { readonly type: 'not-begun' }
  /** The batch was refused as a whole and nothing of it was applied. */
  | { readonly type: 'batch-refused'; readonly failure: EntryFailure; readonly batchSize: number }
  /** No clear answer. */
  | {
      readonly type: 'reply-lost';
      readonly failure: EntryFailure;
      readonly settlingMs: number;
      readonly batchSize: number;
    }
  /** A look-up was answered, but does not settle the doubt. */
  | { readonly type: 'look-up-inconclusive'; readonly failure: EntryFailure; readonly waitMs: number }
  /** A look-up could not be made; it does not count. */
  | {
      readonly type: 'look-up-unavailable';
      readonly failure: EntryFailure;
      readonly random: number;
      readonly retryAfterMs?: number;
    }
  /** The ERP has something else, or more than one, under this reference. */
  | { readonly type: 'found-different'; readonly failure: EntryFailure }
  | { readonly type: 'nothing-to-post'; readonly failure: EntryFailure | null }
  /** By the master data as last read the ERP would refuse it; it waits until they may be read again. No attempt is burnt. */
  | {
      readonly type: 'held-back';
      readonly failure: EntryFailure;
      readonly lookUp: 'absent' | 'not-needed';
      readonly waitMs: number;
    }
  | { readonly type: 'retry-requested' }
  /** It is surely not booked and its approval no longer stands. */
  | { readonly type: 'recalled'; readonly failure: EntryFailure; readonly lookUp: 'absent' | 'not-needed' };

/** A programming error: the event cannot happen in this state. Never caught on purpose. */
export class IllegalTransition extends Error {
  constructor(state: OutboxState, event: OutboxEvent['type']) {
    super(`An outbox entry in state «${state}» cannot meet «${event}».`);
    this.name = 'IllegalTransition';
  }
}

/** An entry as it is born: due at once. */
export const newDeliveryStatus: DeliveryStatus = {
  state: 'pending',
  dueInMs: 0,
  attempts: 0,
  failures: 0,
  lookUps: 0,
  inDoubt: false,
  everInDoubt: false,
  batchLimit: null,
  erpReference: null,
  failure: null,
};

/** Whether the reference must be looked up before this entry may be sent. */
export function mustLookUp(entry: DeliveryStatus): boolean {
  return entry.inDoubt || entry.everInDoubt || entry.state === 'unknown' || entry.state === 'accepted';
}

/**
 * The entry's status after an event: the only place where states change.
 * @throws {IllegalTransition} for an event that the state does not allow, above all a send that no look-up has cleared.
 */
export function transition(entry: DeliveryStatus, event: OutboxEvent): DeliveryStatus {
  if (!allowed[event.type].includes(entry.state)) throw new IllegalTransition(entry.state, event.type);
  switch (event.type) {
    case 'intent':
      if (mustLookUp(entry) && event.lookUp !== 'absent') throw new IllegalTransition(entry.state, event.type);
      // What it was called in the ERP before, it will not be called again.
      return {
        ...entry,
        state: 'sending',
        dueInMs: null,
        attempts: entry.attempts + 1,
        lookUps: 0,
        inDoubt: true,
        erpReference: null,
      };
    case 'booked':
      return { ...settled(entry), state: 'synced', erpReference: event.erpReference, failure: null };
    case 'accepted':
      return {
        ...entry,
        state: 'accepted',
        dueInMs: event.pollMs,
        failures: 0,
        lookUps: 0,
        erpReference: event.erpReference,
        failure: null,
      };
    case 'rejected':
      return { ...settled(entry), ...onceInDoubt(entry), state: 'rejected', failure: event.failure };
    case 'refused-there':
      // Still in doubt: a retry has to look first, and only into these books.
      return { ...settled(entry), state: 'rejected', inDoubt: true, everInDoubt: true, failure: event.failure };
    case 'not-applied':
      return notApplied(entry, event);
    case 'not-begun':
      return { ...entry, state: 'pending', dueInMs: 0, inDoubt: false };
    case 'batch-refused':
      return {
        ...settled(entry),
        state: 'pending',
        dueInMs: 0,
        batchLimit: halfOf(event.batchSize),
        failure: event.failure,
      };
    case 'reply-lost':
      return {
        ...entry,
        state: 'unknown',
        dueInMs: event.settlingMs,
        inDoubt: true,
        everInDoubt: true,
        // Once is chance; from the second time on it may be a voucher of the batch on which the ERP breaks down.
        batchLimit: entry.everInDoubt ? halfOf(event.batchSize) : entry.batchLimit,
        failure: event.failure,
      };
    case 'look-up-inconclusive':
      return inconclusive(entry, event);
    case 'look-up-unavailable':
      return { ...entry, dueInMs: backoffMs(1, event.random, event.retryAfterMs), failure: event.failure };
    case 'found-different':
      return { ...entry, state: 'held', dueInMs: null, inDoubt: true, everInDoubt: true, failure: event.failure };
    case 'nothing-to-post':
      return { ...settled(entry), state: 'cancelled', failure: event.failure };
    case 'held-back':
      if (mustLookUp(entry) && event.lookUp !== 'absent') throw new IllegalTransition(entry.state, event.type);
      return { ...entry, state: 'pending', dueInMs: event.waitMs, lookUps: 0, inDoubt: false, failure: event.failure };
    case 'recalled':
      if (mustLookUp(entry) && event.lookUp !== 'absent') throw new IllegalTransition(entry.state, event.type);
      return { ...settled(entry), state: 'cancelled', failure: event.failure };
    case 'retry-requested':
      return {
        ...entry,
        ...onceInDoubt(entry),
        state: entry.inDoubt ? 'unknown' : 'pending',
        dueInMs: 0,
        failures: 0,
        lookUps: 0,
      };
  }
}

/** Which states each event may meet. */
const allowed: Record<OutboxEvent['type'], readonly OutboxState[]> = {
  intent: ['pending', 'unknown'],
  booked: ['sending', 'unknown', 'accepted', 'pending'],
  accepted: ['sending', 'unknown', 'accepted', 'pending'],
  rejected: ['sending', 'unknown', 'pending'],
  'refused-there': ['unknown', 'accepted', 'pending'],
  'not-applied': ['sending'],
  'not-begun': ['sending'],
  'batch-refused': ['sending'],
  'reply-lost': ['sending'],
  'look-up-inconclusive': ['unknown', 'accepted', 'pending'],
  'look-up-unavailable': ['unknown', 'accepted', 'pending'],
  'found-different': ['unknown', 'accepted', 'pending'],
  'nothing-to-post': ['pending', 'unknown'],
  'held-back': ['pending', 'unknown'],
  'retry-requested': ['pending', 'rejected', 'held'],
  recalled: ['pending', 'unknown', 'accepted'],
};

const halfOf = (batchSize: number) => Math.max(1, Math.floor(batchSize / 2));

/** What was accepted is in doubt without more ado while it is on its way; once a look-up does not find it, or finds it and is not believed, it has been in doubt. */
const onceInDoubt = ({ state, inDoubt, everInDoubt }: DeliveryStatus) => ({
  everInDoubt: everInDoubt || state === 'unknown' || (inDoubt && state !== 'sending'),
});

const settled = (entry: DeliveryStatus): DeliveryStatus => ({
  ...entry,
  dueInMs: null,
  failures: 0,
  lookUps: 0,
  inDoubt: false,
});

function notApplied(entry: DeliveryStatus, event: OutboxEvent & { type: 'not-applied' }): DeliveryStatus {
  const failures = entry.failures + (event.countsAsFailure ? 1 : 0);
  const dueInMs = backoffMs(failures, event.random, event.retryAfterMs);
  return { ...entry, state: 'pending', dueInMs, failures, inDoubt: false, failure: event.failure };
}

function inconclusive(entry: DeliveryStatus, event: OutboxEvent & { type: 'look-up-inconclusive' }): DeliveryStatus {
  const lookUps = entry.lookUps + 1;
  const next = { ...entry, ...onceInDoubt(entry), lookUps, failure: event.failure };
  return lookUps >= maxLookUps ? { ...next, state: 'held', dueInMs: null } : { ...next, dueInMs: event.waitMs };
}
