import { replyOf, textsToHide } from '@bilag/connector-http';
import { type EntryFailure, type PostOutcome, SyncError, type VoucherReference } from '@bilag/core';
import { replyIn } from './business-central-errors.ts';
import { type PlannedVoucher, storedCode } from './business-central-mapping.ts';
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
  const { code, outcome, retryAfterMs } = error;
  const retry = (as: EntryFailure['code']): PostOutcome => ({
    kind: 'retry',
    failure: failureOf(error, as),
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

/** The failure as it is kept, with Business Central's own words if there are any. */
export function failureOf(error: SyncError, code: EntryFailure['code'] = error.code): EntryFailure {
  const { message, field } = error;
  const reply = replyIn(error);
  return { code, message, ...(field === undefined ? {} : { field }), ...(reply === undefined ? {} : { reply }) };
}

/** The same outcomes without the codes of the batch's payees and the texts of its lines, which Business Central may repeat in its refusals. */
export function withoutPersonalData(outcomes: PostOutcomes, batch: readonly PlannedVoucher[]): PostOutcomes {
  const codes = batch.flatMap(({ lines }) =>
    lines.flatMap((it) => (it.accountType === 'Vendor' ? [it.accountNumber, storedCode(it.accountNumber)] : [])),
  );
  const texts = textsToHide(batch.flatMap(({ lines }) => lines.map(({ description }) => ({ text: description }))));
  const [payees, all] = [new Set(codes), new Set([...codes, ...texts])];
  const conceal = (status: number, text: string, hidden: ReadonlySet<string>) => replyOf({ status, text }, [...hidden]);
  return new Map(
    [...outcomes].map(([reference, outcome]): [VoucherReference, PostOutcome] => {
      if (!('failure' in outcome)) return [reference, outcome];
      const { message, reply } = outcome.failure;
      const failure = { ...outcome.failure, message: conceal(0, message, payees).body };
      if (reply === undefined) return [reference, { ...outcome, failure }];
      return [reference, { ...outcome, failure: { ...failure, reply: conceal(reply.status, reply.body, all) } }];
    }),
  );
}
