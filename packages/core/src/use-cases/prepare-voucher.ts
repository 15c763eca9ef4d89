import type { CalendarDate } from '../domain/calendar-date.ts';
import type { ExpenseRecord } from '../domain/expense-record.ts';
import { type FieldMapping, type MappingResult, mapExpenseRecord } from '../domain/field-mapping.ts';
import type { FiscalPeriod } from '../domain/master-data.ts';
import type { EntryFailure } from '../domain/outbox-entry.ts';
import { postingDayFrom } from '../domain/posting-date.ts';
import { reversalOf } from '../domain/reversal.ts';
import type { Voucher } from '../domain/voucher.ts';
import { checkVoucher, type MasterDataIndex } from '../domain/voucher-check.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AccountingGateway, RenderedVoucher } from '../ports/accounting-gateway.ts';

/** A voucher ready to be sent, nothing to send, or the reason why it cannot be made. */
export type PreparedVoucher =
  | { readonly kind: 'ready'; readonly rendered: RenderedVoucher }
  | { readonly kind: 'nothing-to-post'; readonly reason: string }
  /** By these master data the ERP would refuse it; newer ones may say otherwise. `rendered` is what would have been sent, where it can be made. */
  | { readonly kind: 'unfit'; readonly failure: EntryFailure; readonly rendered?: RenderedVoucher }
  | { readonly kind: 'refused'; readonly error: SyncError };

/** What a voucher is called, and which one it takes back, if it takes one back. */
export interface VoucherNames {
  readonly reference: VoucherReference;
  readonly voucherNumber: number;
  readonly reverses?: VoucherReference;
  /** Of a voucher that takes one back, the date which that one was sent for, where it is known. */
  readonly reversedDate?: CalendarDate;
}

/**
 * Makes a record's voucher and its exact bytes: the one way for preview and sending alike, so that their hashes agree. With master data
 * it is checked against them, and their periods decide whether it is moved; without, all that is left to the ERP.
 * A reversal is made from the record too, with the mapping that the voucher was made with which it takes back.
 */
export function prepareVoucher(
  record: ExpenseRecord,
  names: VoucherNames,
  mapping: FieldMapping,
  gateway: Pick<AccountingGateway, 'render' | 'traits'>,
  masterData?: MasterDataIndex,
): PreparedVoucher {
  try {
    const mapped = madeFrom(record, names, mapping, masterData?.periods);
    if (mapped.kind === 'nothing-to-post') return mapped;
    const { voucher } = mapped;
    if (voucher.lines.length > gateway.traits.maxLinesPerCall) {
      throw new SyncError('VOUCHER_TOO_LARGE', `The ERP takes ${gateway.traits.maxLinesPerCall} lines in a voucher.`);
    }
    const failure = masterData && checkVoucher(voucher, masterData);
    if (failure === undefined) return { kind: 'ready', rendered: gateway.render(voucher) };
    return { kind: 'unfit', failure, ...renderedAnyway(voucher, gateway) };
  } catch (error) {
    return notMade(SyncError.from(error));
  }
}

/** The record's voucher, or the one that takes it back: on the date of that one, or the next open day where the rules say so. */
function madeFrom(
  record: ExpenseRecord,
  { reverses, reversedDate, ...own }: VoucherNames,
  mapping: FieldMapping,
  periods?: readonly FiscalPeriod[],
): MappingResult {
  if (reverses === undefined) return mapExpenseRecord(record, mapping, own, periods);
  const booked = mapExpenseRecord(record, mapping, { ...own, reference: reverses });
  if (booked.kind === 'nothing-to-post') return booked;
  const { postingDate } = postingDayFrom(reversedDate ?? booked.voucher.postingDate, mapping, periods);
  return { kind: 'voucher', voucher: reversalOf({ ...booked.voucher, postingDate }, own) };
}

/** What the ERP lacks may be just what the connector needs to render the voucher, which is no second reason to tell. */
function renderedAnyway(voucher: Voucher, gateway: Pick<AccountingGateway, 'render'>) {
  try {
    return { rendered: gateway.render(voucher) };
  } catch {
    return {};
  }
}

/** A fault of the connector on one voucher is that voucher's own: thrown further, it would stop the whole lane. */
function notMade(error: SyncError): PreparedVoucher {
  const { code, message, field } = error;
  if (code !== 'ERP_PERIOD_CLOSED') return { kind: 'refused', error };
  return { kind: 'unfit', failure: { code, message, ...(field === undefined ? {} : { field }) } };
}
