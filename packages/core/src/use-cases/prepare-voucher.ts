import type { ExpenseRecord } from '../domain/expense-record.ts';
import { type FieldMapping, mapExpenseRecord } from '../domain/field-mapping.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AccountingGateway, RenderedVoucher } from '../ports/accounting-gateway.ts';

/** A voucher ready to be sent, nothing to send, or the reason why it cannot be made. */
export type PreparedVoucher =
  | { readonly kind: 'ready'; readonly rendered: RenderedVoucher }
  | { readonly kind: 'nothing-to-post'; readonly reason: string }
  | { readonly kind: 'refused'; readonly error: SyncError };

/** Makes a record's voucher and its exact bytes: the one way for preview and sending alike, so that their hashes agree. */
export function prepareVoucher(
  record: ExpenseRecord,
  names: { readonly reference: VoucherReference; readonly voucherNumber: number },
  mapping: FieldMapping,
  gateway: Pick<AccountingGateway, 'render' | 'traits'>,
): PreparedVoucher {
  try {
    const mapped = mapExpenseRecord(record, mapping, names);
    if (mapped.kind === 'nothing-to-post') return mapped;
    if (mapped.voucher.lines.length > gateway.traits.maxLinesPerCall) {
      throw new SyncError('VOUCHER_TOO_LARGE', `The ERP takes ${gateway.traits.maxLinesPerCall} lines in a voucher.`);
    }
    return { kind: 'ready', rendered: gateway.render(mapped.voucher) };
  } catch (error) {
    // A fault of the connector on one voucher is that voucher's own: thrown further, it would stop the whole lane.
    return { kind: 'refused', error: SyncError.from(error) };
  }
}
