import { negate } from './money.ts';
import { type Voucher, voucher } from './voucher.ts';
import type { VoucherReference } from './voucher-reference.ts';

/**
 * The voucher that takes another one back: the same accounts, dimensions and VAT codes with every amount turned, so that the two come to nothing on each of
 * them. A booked voucher is never altered. Its texts name the voucher that it takes back, before all else, as ERPs cut texts at their ends.
 */
export function reversalOf(
  booked: Voucher,
  names: { readonly reference: VoucherReference; readonly voucherNumber: number },
): Voucher {
  const { reference, voucherNumber } = names;
  const prefix = `Reversal of ${booked.reference}: `;
  const lines = booked.lines.map((line) => ({ ...line, amount: negate(line.amount), text: prefix + line.text }));
  return voucher({ ...booked, reference, voucherNumber, text: prefix + booked.text, lines });
}
