import type { Sums } from './claims.ts';
import type { BookedVoucher } from './mock-process.ts';
import type { Organization } from './organizations.ts';

/** The organizations' ledgers by system and id. */
export type Ledgers = ReadonlyMap<string, Organization['ledger']>;

/** Where the cost center of a line stands differs from ledger to ledger. */
export const ledgersOf = (organizations: readonly Organization[]): Ledgers =>
  new Map(organizations.map(({ ledger }) => [`${ledger.system} ${ledger.ledgerId}`, ledger]));

/** What these vouchers come to together, however often each was booked. */
export function sumsOf(vouchers: readonly BookedVoucher[], ledgers: Ledgers): Sums {
  const sums = new Map<string, bigint>();
  for (const { system, ledgerId, bookings } of vouchers) {
    const costCenter = ledgers.get(`${system} ${ledgerId}`)?.costCenter ?? '';
    for (const { account, dimensions, amountMinor } of bookings.flatMap((it) => it.lines)) {
      const key = `${account}/${dimensions[costCenter] ?? ''}`;
      sums.set(key, (sums.get(key) ?? 0n) + BigInt(amountMinor));
    }
  }
  return sums;
}

/** All debits. */
export const debits = (sums: Sums): bigint =>
  [...sums.values()].reduce((total, minor) => (minor > 0n ? total + minor : total), 0n);

/** By how much each account and cost center has more than it should. */
export function differenceOf(meant: Sums, found: Sums): Sums {
  const keys = new Set([...meant.keys(), ...found.keys()]);
  return new Map([...keys].map((key) => [key, (found.get(key) ?? 0n) - (meant.get(key) ?? 0n)]));
}

/** Whether nothing is left over on any account and cost center. */
export const isNothing = (sums: Sums): boolean => [...sums.values()].every((minor) => minor === 0n);
