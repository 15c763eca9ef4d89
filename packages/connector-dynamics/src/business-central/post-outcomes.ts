import { type EntryFailure, type PostOutcome, SyncError, type VoucherReference } from '@bilag/core';
import type { PlannedVoucher } from './business-central-mapping.ts';
import type { Journal } from './journals.ts';

/** What became of each voucher of a batch. */
export type PostOutcomes = ReadonlyMap<VoucherReference, PostOutcome>;

/** The same for every voucher of the batch. */
export function everyone(batch: readonly PlannedVoucher[], outcome: PostOutcome): PostOutcomes {
  return new Map(batch.map(({ reference }) => [reference, outcome]));
}

/** Lies in a journal that Business Central or a person will post. */
export function accepted({ code }: Journal): PostOutcome {
  return { kind: 'accepted', erpReference: `Journal ${code}` };
}

/** In doubt, whatever the failure was. */
export function unknown(error: SyncError): PostOutcome {
  return { kind: 'unknown', failure: failureOf(error) };
}

/** Surely not booked. A refusal that names no voucher concerns the batch as a whole; that of a single voucher concerns this one. */
export function notApplied(error: SyncError, batchSize: number): PostOutcome {
  const { code, message, outcome, retryAfterMs } = error;
  const retry = (as: EntryFailure['code']): PostOutcome => ({
    kind: 'retry',
    failure: { code: as, message },
    ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }),
  });
  // Another company than the one that was tested stops the organization, not the voucher.
  if (code === 'ERP_WRONG_LEDGER') return retry(code);
  if (outcome === 'ambiguous') return retry('ERP_UNAVAILABLE');
  if (outcome === 'retryable') return retry(code);
  return batchSize === 1 ? { kind: 'rejected', failure: failureOf(error) } : retry('ERP_BATCH_REFUSED');
}

/** For those that shared a batch with one at fault. */
export const notAtFault: PostOutcome = {
  kind: 'retry',
  afterMs: 0,
  failure: { code: 'ERP_BATCH_REFUSED', message: 'Another voucher of the batch was refused; nothing was posted.' },
};

/** An expected failure; anything else is a fault of ours and goes on up. */
export function asSyncError(error: unknown): SyncError {
  if (error instanceof SyncError) return error;
  throw error;
}

function failureOf({ code, message, field }: SyncError): EntryFailure {
  return { code, message, ...(field === undefined ? {} : { field }) };
}
