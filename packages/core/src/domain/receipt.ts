import type { EntryFailure } from './outbox-entry.ts';
import { backoffMs, maxLookUps } from './retry-policy.ts';

/** Where a receipt stands: an attachment of a record on its way to the voucher in the ERP. */
export const receiptStates = ['pending', 'sending', 'unknown', 'attached', 'failed'] as const;

/** A state of a receipt. */
export type ReceiptState = (typeof receiptStates)[number];

/** The part of a receipt that the state machine decides. It knows nothing of the voucher's outbox entry and never changes it. */
export interface ReceiptStatus {
  readonly state: ReceiptState;
  /** Milliseconds from now until the engine looks at it again; `null` never by itself. */
  readonly dueInMs: number | null;
  /** Times that it was sent, or was about to be. */
  readonly attempts: number;
  /** Definite failures in a row. */
  readonly failures: number;
  /** Failures in a row to fetch the file from the approving app. */
  readonly fetchFailures: number;
  /** Look-ups in a row that were answered and did not settle the doubt. */
  readonly lookUps: number;
  /** Sticky: once a send had no clear answer, every later send is preceded by a look-up. */
  readonly everInDoubt: boolean;
  readonly failure: EntryFailure | null;
}

/** What can happen to a receipt. */
export type ReceiptEvent =
  /** The intent is about to be committed. A look-up that found nothing must precede it once the receipt was ever in doubt. */
  | { readonly type: 'intent'; readonly lookUp: 'absent' | 'not-needed' }
  | { readonly type: 'attached' }
  /** A definite no that only data or settings can change. */
  | { readonly type: 'rejected'; readonly failure: EntryFailure }
  /** Definitely not attached; try later. */
  | {
      readonly type: 'not-attached';
      readonly failure: EntryFailure;
      readonly random: number;
      readonly retryAfterMs?: number;
    }
  /** The approving app does not serve the file now. */
  | {
      readonly type: 'not-fetched';
      readonly failure: EntryFailure;
      readonly random: number;
      readonly retryAfterMs?: number;
    }
  /** No clear answer. */
  | { readonly type: 'reply-lost'; readonly failure: EntryFailure; readonly settlingMs: number }
  /** A look-up was answered, but does not settle the doubt. */
  | { readonly type: 'look-up-inconclusive'; readonly failure: EntryFailure; readonly waitMs: number }
  /** A look-up could not be made; it does not count. */
  | { readonly type: 'look-up-unavailable'; readonly failure: EntryFailure; readonly random: number };

/** A programming error: the event cannot happen in this state. Never caught on purpose. */
export class IllegalReceiptStep extends Error {
  constructor(state: ReceiptState, event: ReceiptEvent['type']) {
    super(`A receipt in state «${state}» cannot meet «${event}».`);
    this.name = 'IllegalReceiptStep';
  }
}

/** A receipt as it is born; it becomes due when its voucher is accepted or synced. */
export const newReceiptStatus: ReceiptStatus = {
  state: 'pending',
  dueInMs: null,
  attempts: 0,
  failures: 0,
  fetchFailures: 0,
  lookUps: 0,
  everInDoubt: false,
  failure: null,
};

/** A file that could not be fetched so often in a row, over some days, is given up. An approval sent again asks for it anew. */
export const maxFetchFailures = 30;

/** Whether the ERP must be asked for this receipt before it may be sent. */
export function mustFindReceipt({ state, everInDoubt }: Pick<ReceiptStatus, 'state' | 'everInDoubt'>): boolean {
  return everInDoubt || state === 'unknown';
}

/**
 * The receipt's status after an event: the only place where its states change.
 * @throws {IllegalReceiptStep} for an event that the state does not allow, above all a send that no look-up has cleared.
 */
export function receiptAfter(receipt: ReceiptStatus, event: ReceiptEvent): ReceiptStatus {
  if (!allowed[event.type].includes(receipt.state)) throw new IllegalReceiptStep(receipt.state, event.type);
  switch (event.type) {
    case 'intent':
      if (mustFindReceipt(receipt) && event.lookUp !== 'absent') {
        throw new IllegalReceiptStep(receipt.state, event.type);
      }
      return { ...receipt, state: 'sending', dueInMs: null, attempts: receipt.attempts + 1, ...withoutFailures };
    case 'attached':
      return { ...receipt, state: 'attached', dueInMs: null, ...withoutFailures, failures: 0, failure: null };
    case 'rejected':
      return { ...receipt, state: 'failed', dueInMs: null, failure: event.failure };
    case 'not-attached': {
      const failures = receipt.failures + 1;
      return { ...receipt, ...waiting(event.failure, backoffMs(failures, event.random, event.retryAfterMs)), failures };
    }
    case 'not-fetched': {
      const fetchFailures = receipt.fetchFailures + 1;
      const { failure } = event;
      if (fetchFailures >= maxFetchFailures) return { ...receipt, state: 'failed', dueInMs: null, failure };
      const dueInMs = backoffMs(fetchFailures, event.random, event.retryAfterMs);
      return { ...receipt, ...waiting(failure, dueInMs), fetchFailures };
    }
    case 'reply-lost':
      return {
        ...receipt,
        state: 'unknown',
        dueInMs: event.settlingMs,
        everInDoubt: true,
        failure: event.failure,
      };
    case 'look-up-inconclusive':
      return inconclusive(receipt, event);
    case 'look-up-unavailable': {
      const failures = receipt.failures + 1;
      return { ...receipt, dueInMs: backoffMs(failures, event.random), failures, failure: event.failure };
    }
  }
}

/** Which states each event may meet. */
const allowed: Record<ReceiptEvent['type'], readonly ReceiptState[]> = {
  intent: ['pending', 'unknown'],
  attached: ['sending', 'unknown', 'pending'],
  rejected: ['sending', 'unknown', 'pending'],
  'not-attached': ['sending'],
  'not-fetched': ['pending', 'unknown'],
  'reply-lost': ['sending'],
  'look-up-inconclusive': ['unknown', 'pending'],
  'look-up-unavailable': ['unknown', 'pending'],
};

const withoutFailures = { fetchFailures: 0, lookUps: 0 } as const;

const waiting = (failure: EntryFailure, dueInMs: number) => ({ state: 'pending', dueInMs, failure }) as const;

function inconclusive(
  receipt: ReceiptStatus,
  event: ReceiptEvent & { readonly type: 'look-up-inconclusive' },
): ReceiptStatus {
  const lookUps = receipt.lookUps + 1;
  if (lookUps < maxLookUps) return { ...receipt, dueInMs: event.waitMs, lookUps, failure: event.failure };
  const { message, reply } = event.failure;
  const failure = { code: 'RECEIPT_IN_DOUBT', message, ...(reply === undefined ? {} : { reply }) } as const;
  return { ...receipt, state: 'failed', dueInMs: null, lookUps, failure };
}
