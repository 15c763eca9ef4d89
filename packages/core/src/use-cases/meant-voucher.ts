import type { ExpenseRecord } from '../domain/expense-record.ts';
import { type FieldMapping, mapExpenseRecord } from '../domain/field-mapping.ts';
import { reversalOf } from '../domain/reversal.ts';
import type { Voucher } from '../domain/voucher.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import { SyncError } from '../errors/sync-error.ts';

/**
 * The voucher as it was sent once, made again with the mapping of that time; where it was moved out of a closed period, its date is that of the
 * mapping's rule. `undefined` when it can no longer be made.
 */
export function meantVoucher(
  record: ExpenseRecord,
  names: {
    readonly reference: VoucherReference;
    readonly sequence: bigint;
    /** The voucher that it takes back; `null` for the voucher of an approval. */
    readonly reverses: VoucherReference | null;
  },
  mapping: FieldMapping | undefined,
): Voucher | undefined {
  if (mapping === undefined) return undefined;
  const { reference, reverses } = names;
  const voucherNumber = Number(names.sequence);
  try {
    const mapped = mapExpenseRecord(record, mapping, { reference: reverses ?? reference, voucherNumber });
    if (mapped.kind !== 'voucher') return undefined;
    return reverses === null ? mapped.voucher : reversalOf(mapped.voucher, { reference, voucherNumber });
  } catch (error) {
    // Made once, it can be made again, unless Bilag itself has changed since; then a person compares.
    if (error instanceof SyncError) return undefined;
    throw error;
  }
}
