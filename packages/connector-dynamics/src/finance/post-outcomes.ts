import { type EntryFailure, type PostOutcome, SyncError, type VoucherReference } from '@bilag/core';
import { failureOf } from './finance-errors.ts';
import type { PlannedVoucher } from './finance-mapping.ts';
import type { Journal } from './journals.ts';

/** What became of each voucher of a batch. */
export type PostOutcomes = ReadonlyMap<VoucherReference, PostOutcome>;

/** The same for every voucher of the batch. */
export function everyone(batch: readonly PlannedVoucher[], outcome: PostOutcome): PostOutcomes {
  return new Map(batch.map(({ reference }) => [reference, outcome]));
}

/** Lies in a journal that somebody will post. */
export function accepted({ number }: Journal): PostOutcome {
  return { kind: 'accepted', erpReference: `Journal ${number}` };
}

/** In doubt, whatever the failure was. */
export function unknown(error: SyncError, hidden: readonly string[]): PostOutcome {
  return { kind: 'unknown', failure: failureOf(error, hidden) };
}

/** Surely not written, for a reason that lies in this voucher or in the moment. */
export function refused(failure: EntryFailure, { outcome, retryAfterMs }: SyncError): PostOutcome {
  if (outcome === 'permanent') return { kind: 'rejected', failure };
  const wait = retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
  // The answer was lost or made no sense, but a reading showed that nothing is there.
  const code = outcome === 'ambiguous' ? 'ERP_UNAVAILABLE' : failure.code;
  return { kind: 'retry', failure: { ...failure, code }, ...wait };
}

/** Surely not written, and the batch as a whole was refused: that of a single voucher concerns this one. */
export function refusedTogether(error: SyncError, batchSize: number, hidden: readonly string[]): PostOutcome {
  const failure = failureOf(error, hidden);
  // Another company than the one that was tested stops the organization, not the voucher.
  if (error.code === 'ERP_WRONG_LEDGER') return { kind: 'retry', failure };
  if (error.outcome === 'permanent' && batchSize > 1) {
    return { kind: 'retry', failure: { ...failure, code: 'ERP_BATCH_REFUSED' } };
  }
  return refused(failure, error);
}

/**
 * Surely not written, because no journal could be made. That is never the fault of a voucher: the journal name, its number series or the user's rights have
 * to be put right first.
 */
export function withoutJournal(error: SyncError, hidden: readonly string[]): PostOutcome {
  const outcome = refusedTogether(error, 1, hidden);
  if (outcome.kind !== 'rejected') return outcome;
  return { kind: 'retry', failure: { ...outcome.failure, code: 'ERP_PERMISSION_DENIED' } };
}

/** An expected failure; anything else is a fault of ours and goes on up. */
export function asSyncError(error: unknown): SyncError {
  if (error instanceof SyncError) return error;
  throw error;
}
