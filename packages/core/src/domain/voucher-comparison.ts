import { comparable } from './erp-code.ts';
import type { JournalLine } from './journal-line.ts';
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
 * sums per ledger account and dimension values, as ERPs merge and reorder lines and write codes in capitals. Three things are the ERP's own: the
 * value of an axis that we left empty, the split of a line with a VAT code, and the accounts that VAT goes to; of those the sum must be right.
 */
export function compareVoucher(meant: Voucher, found: readonly FoundLine[]): readonly string[] {
  const axes = axesByAccount(meant.lines);
  const isSplit = splitByErp(meant.lines);
  const expected = totals(meant.lines.map(asFound), axes, isSplit);
  const actual = totals(found, axes, isSplit);
  const keys = new Set([...expected.keys(), ...actual.keys()]);
  return [...keys].flatMap((key) => {
    const [want, have] = [expected.get(key) ?? 0n, actual.get(key) ?? 0n];
    if (want === have) return [];
    const text = (minor: bigint) => formatMoney({ currency: meant.currency, minor });
    return [`${key}: meant ${text(want)}, the ledger has ${text(have)}`];
  });
}

const asFound = ({ ledgerAccount, amount, dimensions }: JournalLine): FoundLine => ({
  ledgerAccount,
  amountMinor: amount.minor,
  dimensions,
});

/** The axes that we named on each account; on any other axis the ERP may put its default. */
function axesByAccount(lines: readonly JournalLine[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byAccount = Map.groupBy(lines, (line) => comparable(line.ledgerAccount));
  return new Map(
    [...byAccount].map(([account, all]) => [account, new Set(all.flatMap((it) => Object.keys(it.dimensions)))]),
  );
}

/** With a VAT code somewhere, everything but the accounts on which no line has one: there the ERP takes the VAT out and books it elsewhere. */
function splitByErp(lines: readonly JournalLine[]): (account: string) => boolean {
  const taxed = new Set(
    lines.filter((line) => line.taxCode !== undefined).map((line) => comparable(line.ledgerAccount)),
  );
  const untaxed = new Set(lines.map((line) => comparable(line.ledgerAccount)).filter((account) => !taxed.has(account)));
  return (account) => taxed.size > 0 && !untaxed.has(account);
}

function totals(
  lines: readonly FoundLine[],
  axes: ReadonlyMap<string, ReadonlySet<string>>,
  isSplit: (account: string) => boolean,
): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { ledgerAccount, amountMinor, dimensions } of lines) {
    const account = comparable(ledgerAccount);
    const named = Object.entries(dimensions)
      .filter(([axis]) => axes.get(account)?.has(axis) ?? true)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([axis, value]) => `${axis} ${comparable(value)}`);
    const key = isSplit(account) ? 'lines with VAT' : [`account ${account}`, ...named].join(', ');
    sums.set(key, (sums.get(key) ?? 0n) + amountMinor);
  }
  return sums;
}
