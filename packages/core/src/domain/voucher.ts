import { SyncError } from '../errors/sync-error.ts';
import type { CalendarDate } from './calendar-date.ts';
import type { JournalLine } from './journal-line.ts';
import { type Currency, formatMoney, sumMoney } from './money.ts';
import type { VoucherReference } from './voucher-reference.ts';

declare const checked: unique symbol;

/** What a voucher says, before it is known to balance. */
export interface VoucherDraft {
  readonly reference: VoucherReference;
  /** Allotted once per voucher and never reused within the organization; for ERPs that group lines by a number. */
  readonly voucherNumber: number;
  readonly postingDate: CalendarDate;
  readonly currency: Currency;
  readonly text: string;
  readonly lines: readonly JournalLine[];
}

/** One business event as balanced journal lines. Only {@link voucher} makes one, so it always balances to the øre. */
export interface Voucher extends VoucherDraft {
  readonly [checked]: true;
}

/**
 * Checks a draft against the rules of bookkeeping.
 * @throws {SyncError} `UNBALANCED_VOUCHER`, `CURRENCY_MISMATCH`, `AMOUNT_OUT_OF_RANGE`, or `INVALID_VOUCHER` for fewer than two
 *   lines, a zero line, an empty ledger account or a voucher number that is not a positive integer.
 */
export function voucher(draft: VoucherDraft): Voucher {
  assertVoucher(draft);
  return draft;
}

function assertVoucher(draft: VoucherDraft): asserts draft is Voucher {
  const { lines, currency, reference, voucherNumber } = draft;
  const refuse = (what: string) => new SyncError('INVALID_VOUCHER', `Voucher ${reference} ${what}.`);
  if (lines.length < 2) throw refuse('has fewer than two journal lines');
  if (lines.some((line) => line.amount.minor === 0n)) throw refuse('has a line of zero');
  if (lines.some((line) => line.ledgerAccount.trim() === '')) throw refuse('has a line without a ledger account');
  if (!Number.isSafeInteger(voucherNumber) || voucherNumber < 1) throw refuse('has no voucher number');
  const sum = sumMoney(
    currency,
    lines.map((line) => line.amount),
  );
  if (sum.minor !== 0n) {
    throw new SyncError('UNBALANCED_VOUCHER', `Voucher ${reference} is out of balance by ${formatMoney(sum)}.`);
  }
}

/** The sum of the debit lines: what the voucher is «for». */
export function voucherTotal({ currency, lines }: Voucher) {
  const debits = lines.filter((line) => line.amount.minor > 0n);
  return sumMoney(
    currency,
    debits.map((line) => line.amount),
  );
}
