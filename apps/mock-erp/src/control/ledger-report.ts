import type { ErpSystem, Ledger, LedgerFilter, LedgerLine, LedgerVoucher } from '../ledger.ts';

/** What was booked under one reference in one ledger; more than once is what an integration must never cause. */
export interface ReportedReference {
  readonly reference: string;
  readonly system: ErpSystem;
  readonly ledgerId: string;
  readonly timesBooked: number;
  /** Debits of all bookings together, in øre. */
  readonly sumDebitMinor: number;
  readonly voucherNumbers: readonly string[];
  readonly postingDate: string;
  /** The lines of the first booking. */
  readonly lines: readonly LedgerLine[];
  readonly bookings: readonly LedgerVoucher[];
}

/** The ledger as the control API shows it. */
export interface LedgerReport {
  readonly vouchers: readonly ReportedReference[];
  readonly totals: readonly LedgerTotal[];
  /** Every voucher is added up again here: all must be zero. */
  readonly selfCheck: { readonly ok: boolean; readonly unbalancedVoucherNumbers: readonly string[] };
}

export interface LedgerTotal {
  readonly system: ErpSystem;
  readonly ledgerId: string;
  readonly vouchers: number;
  readonly debitMinor: number;
}

/** Booked vouchers grouped by reference, in the order of their first booking. */
export function reportLedger(ledger: Ledger, filter: LedgerFilter = {}): LedgerReport {
  const booked = ledger.list(filter);
  const unbalanced = booked.filter((voucher) => sumOf(voucher.lines) !== 0);
  return {
    vouchers: [...Map.groupBy(booked, referenceKey).values()].flatMap(reportReference),
    totals: [...Map.groupBy(booked, ({ system, ledgerId }) => `${system}|${ledgerId}`).values()].flatMap(reportTotal),
    selfCheck: { ok: unbalanced.length === 0, unbalancedVoucherNumbers: unbalanced.map((it) => it.voucherNumber) },
  };
}

/** Vouchers without a reference have nothing in common. */
function referenceKey({ system, ledgerId, reference, sequence }: LedgerVoucher): string {
  return [system, ledgerId, reference === '' ? `#${sequence}` : `=${reference}`].join('|');
}

function reportReference(bookings: readonly LedgerVoucher[]): ReportedReference[] {
  return bookings.slice(0, 1).map(({ reference, system, ledgerId, postingDate, lines }) => ({
    reference,
    system,
    ledgerId,
    timesBooked: bookings.length,
    sumDebitMinor: debitOf(bookings),
    voucherNumbers: bookings.map((voucher) => voucher.voucherNumber),
    postingDate,
    lines,
    bookings,
  }));
}

function reportTotal(vouchers: readonly LedgerVoucher[]): LedgerTotal[] {
  return vouchers.slice(0, 1).map(({ system, ledgerId }) => ({
    system,
    ledgerId,
    vouchers: vouchers.length,
    debitMinor: debitOf(vouchers),
  }));
}

function debitOf(vouchers: readonly LedgerVoucher[]): number {
  return sumOf(vouchers.flatMap((voucher) => voucher.lines).filter((line) => line.amountMinor > 0));
}

function sumOf(lines: readonly LedgerLine[]): number {
  return lines.reduce((sum, line) => sum + line.amountMinor, 0);
}
