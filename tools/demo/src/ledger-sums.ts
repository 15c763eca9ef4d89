/** Øre per ledger account and cost center. */
export type Sums = ReadonlyMap<string, bigint>;

/** Debits positive, credits negative. */
export type SummedLine = readonly [account: string, costCenter: string | undefined, minor: bigint];

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, it) => total + it, 0n);
export const debits = (sums: Sums): bigint => sum([...sums.values()].filter((minor) => minor > 0n));

/** What a voucher comes to on each account and cost center. */
export function sumsOf(lines: readonly SummedLine[]): Sums {
  const totals = new Map<string, bigint>();
  for (const [account, costCenter, minor] of lines) {
    const key = `${account}/${costCenter ?? ''}`;
    totals.set(key, (totals.get(key) ?? 0n) + minor);
  }
  return totals;
}

/** The sum of what differs, whatever its sign. */
export function difference(meant: Sums, found: Sums): bigint {
  const keys = [...new Set([...meant.keys(), ...found.keys()])];
  const differences = keys.map((key) => (meant.get(key) ?? 0n) - (found.get(key) ?? 0n));
  return sum(differences.map((minor) => (minor < 0n ? -minor : minor)));
}
