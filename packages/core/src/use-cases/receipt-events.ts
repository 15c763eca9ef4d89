import type { EntryFailure } from '../domain/outbox-entry.ts';
import type { ReceiptEvent } from '../domain/receipt.ts';
import { type ErrorCode, errorCodes } from '../errors/error-codes.ts';
import type { AttachOutcome, FindReceiptOutcome } from '../ports/receipt-desk.ts';
import type { ReceiptLog } from '../ports/receipt-store.ts';
import type { ApprovedFile } from './fetch-receipt.ts';

/** Every event but the intent. */
export type ReceiptAnswer = Exclude<ReceiptEvent, { readonly type: 'intent' }>;

/** What an answer to a send means for the receipt. */
export function eventOfAttach(
  answer: AttachOutcome,
  { settlingMs, random }: { readonly settlingMs: number; readonly random: number },
): ReceiptAnswer {
  switch (answer.kind) {
    case 'attached':
      return { type: 'attached' };
    case 'rejected':
      return { type: 'rejected', failure: answer.failure };
    case 'retry':
      return { type: 'not-attached', failure: answer.failure, random, ...waitOf(answer.afterMs) };
    case 'unknown':
      return { type: 'reply-lost', failure: answer.failure, settlingMs };
  }
}

/** What it means for the receipt that its file is not at hand. */
export function eventOfFetch(
  file: Exclude<ApprovedFile, { readonly kind: 'approved' }>,
  random: number,
): ReceiptAnswer {
  if (file.kind === 'changed') return { type: 'rejected', failure: file.failure };
  return { type: 'not-fetched', failure: file.failure, random, ...waitOf(file.afterMs) };
}

/** What an answer to a look-up means for the receipt; `undefined` when it is surely absent. */
export function eventOfFindReceipt(
  answer: FindReceiptOutcome,
  { settlingMs, random }: { readonly settlingMs: number; readonly random: number },
): ReceiptAnswer | undefined {
  if (answer.kind === 'absent') return undefined;
  if (answer.kind === 'attached') return { type: 'attached' };
  const { failure } = answer;
  if (isNoAnswer(failure.code)) return { type: 'look-up-unavailable', failure, random };
  return { type: 'look-up-inconclusive', failure, waitMs: settlingMs };
}

/** The ERP did not answer at all: asking again may help, however often it takes. */
function isNoAnswer(code: ErrorCode): boolean {
  return errorCodes[code].outcome === 'retryable' || noAnswers.has(code);
}

const noAnswers: ReadonlySet<ErrorCode> = new Set([
  'ERP_TIMEOUT',
  'ERP_REPLY_LOST',
  'ERP_REPLY_UNREADABLE',
  'CONNECTOR_FAULT',
]);

/** Failures of the ERP, or of the way into it, as a whole: its other receipts would only meet them too. */
const closing: ReadonlySet<ErrorCode> = new Set([
  'ERP_UNREACHABLE',
  'ERP_RATE_LIMITED',
  'ERP_UNAVAILABLE',
  'ERP_AUTHENTICATION_FAILED',
  'ERP_PERMISSION_DENIED',
  'ERP_WRONG_LEDGER',
  'ERP_TIMEOUT',
  'CREDENTIALS_UNREADABLE',
  'KEY_VAULT_UNAVAILABLE',
]);

/** Whether a failure says that the ERP takes no files from anybody now. */
export const closesDesk = ({ code }: EntryFailure): boolean => closing.has(code);

const results: Record<ReceiptAnswer['type'], ReceiptLog['result']> = {
  attached: 'succeeded',
  rejected: 'failed',
  'not-attached': 'retrying',
  'not-fetched': 'retrying',
  'reply-lost': 'in-doubt',
  'look-up-inconclusive': 'in-doubt',
  'look-up-unavailable': 'retrying',
};

/** What the sync log says of an event. `isOver` when the receipt was given up by it. */
export function logOfReceipt(step: ReceiptLog['step'], event: ReceiptAnswer, isOver: boolean): ReceiptLog {
  const failure = 'failure' in event ? event.failure : null;
  const result = isOver ? 'failed' : results[event.type];
  const reply = failure?.reply === undefined ? {} : { reply: failure.reply };
  return { step, result, errorCode: failure?.code ?? null, message: failure?.message ?? null, ...reply };
}

const waitOf = (afterMs: number | undefined) => (afterMs === undefined ? {} : { retryAfterMs: afterMs });
