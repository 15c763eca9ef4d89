import { formatMoney } from './money.ts';
import type { Voucher } from './voucher.ts';

/** A journal line as the ERP has it. Dimensions by our names, as the connector translated them back. */
export interface FoundLine {
  readonly ledgerAccount: string;
  /** Minor units of the voucher's currency; debit positive. */
  readonly amountMinor: bigint;
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * How what the ERP has differs from what was meant, one sentence each; empty when they are equal to the øre. Lines are compared as
 * sums per ledger account and dimension values, as ERPs merge and reorder lines.
 */
export function compareVoucher(meant: Voucher, found: readonly FoundLine[]): readonly string[] {
  const expected = totals(
    meant.lines.map((line) => ({
      ledgerAccount: line.ledgerAccount,
      amountMinor: line.amount.minor,
      dimensions: line.dimensions,
    })),
  );
  const actual = totals(found);
  const keys = new Set([...expected.keys(), ...actual.keys()]);
  return [...keys].flatMap((key) => {
    const [want, have] = [expected.get(key) ?? 0n, actual.get(key) ?? 0n];
    if (want === have) return [];
    const text = (minor: bigint) => formatMoney({ currency: meant.currency, minor });
    return [`${key}: meant ${text(want)}, the ledger has ${text(have)}`];
  });
}

function totals(lines: readonly FoundLine[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { ledgerAccount, amountMinor, dimensions } of lines) {
    const axes = Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const key = [`account ${ledgerAccount}`, ...axes.map(([axis, value]) => `${axis} ${value}`)].join(', ');
    sums.set(key, (sums.get(key) ?? 0n) + amountMinor);
  }
  return sums;
}
