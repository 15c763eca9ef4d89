import { type Claim, meantSums, type Sums } from './claims.ts';
import type { BookedVoucher } from './mock-process.ts';
import { mappings, type Organization } from './organizations.ts';

/** What the ledger has against what was approved. It reads nothing of the service's. */
export interface LedgerVerdict {
  readonly approved: number;
  readonly bookedOnce: number;
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  readonly different: readonly string[];
  /** Booked although nobody approved it, or although it must be refused. */
  readonly extra: readonly string[];
  readonly approvedMinor: bigint;
  readonly ledgerMinor: bigint;
  /** The differences of all accounts and cost centers added up, whatever their sign. */
  readonly differenceMinor: bigint;
  /** By reference: which of the mappings its voucher was made with; all that fit. */
  readonly mappingsOf: ReadonlyMap<string, readonly number[]>;
  /** By reference: when it was booked first, as ISO text. */
  readonly bookedAt: ReadonlyMap<string, string>;
}

/** Compares voucher by voucher, and account by account with its cost center. */
export function judgeLedger(
  claims: ReadonlyMap<string, Claim>,
  vouchers: readonly BookedVoucher[],
  organizations: readonly Organization[],
): LedgerVerdict {
  const ledgers = new Map(organizations.map(({ ledger }) => [`${ledger.system} ${ledger.ledgerId}`, ledger]));
  const booked = new Map(vouchers.map((it) => [it.reference, it]));
  const fit = [...claims].filter(([, { isUnfit }]) => !isUnfit);
  const mappingsOf = new Map<string, readonly number[]>();
  const differences = new Map<string, bigint>();
  const missing: string[] = [];
  const doubled: string[] = [];
  const different: string[] = [];
  let ledgerMinor = 0n;
  for (const [reference, claim] of fit) {
    const voucher = booked.get(reference);
    if (voucher === undefined) missing.push(reference);
    if (voucher !== undefined && voucher.timesBooked > 1) doubled.push(`${reference} ${voucher.timesBooked} times`);
    const found = sumsOf(voucher, ledgers);
    ledgerMinor += debits(found);
    const fitting = mappings.flatMap((it, at) =>
      (claim.mapping ?? at) === at && isEqual(meantSums(claim, it), found) && isItsOwn(voucher, claim) ? [at] : [],
    );
    mappingsOf.set(reference, fitting);
    if (voucher?.timesBooked === 1 && fitting.length === 0) different.push(reference);
    for (const [key, minor] of differenceOf(meantSums(claim, mappings[fitting[0] === 1 ? 1 : 0]), found)) {
      differences.set(key, (differences.get(key) ?? 0n) + minor);
    }
  }
  const extra = vouchers.filter(({ reference }) => claims.get(reference)?.isUnfit !== false).map((it) => it.reference);
  return {
    approved: fit.length,
    bookedOnce: fit.filter(([reference]) => booked.get(reference)?.timesBooked === 1).length,
    missing,
    doubled,
    different,
    extra,
    approvedMinor: fit.reduce((sum, [, claim]) => sum + debits(meantSums(claim, mappings[0])), 0n),
    ledgerMinor,
    differenceMinor: [...differences.values()].reduce((sum, minor) => sum + (minor < 0n ? -minor : minor), 0n),
    mappingsOf,
    bookedAt: new Map(
      vouchers.map(({ reference, bookings }) => [reference, bookings.map((it) => it.bookedAt).toSorted()[0] ?? '']),
    ),
  };
}

/** What is wrong with it, in words; empty when nothing is. Without `isOver` what is missing may still come. */
export function ledgerFaults(verdict: LedgerVerdict, isOver: boolean): readonly string[] {
  const { missing, doubled, different, extra, differenceMinor } = verdict;
  const some = (what: string, which: readonly string[]) =>
    which.length === 0 ? [] : [`${which.length} ${what}: ${which.slice(0, 5).join(', ')}`];
  return [
    ...some('vouchers booked more than once', doubled),
    ...some('vouchers differ from their approvals', different),
    ...some('vouchers that nobody may have', extra),
    ...(isOver ? some('vouchers missing', missing) : []),
    ...(isOver && differenceMinor !== 0n ? [`The accounts differ by ${differenceMinor} øre.`] : []),
  ];
}

function sumsOf(voucher: BookedVoucher | undefined, ledgers: ReadonlyMap<string, Organization['ledger']>): Sums {
  const sums = new Map<string, bigint>();
  const ledger = ledgers.get(`${voucher?.system} ${voucher?.ledgerId}`);
  for (const { account, dimensions, amountMinor } of voucher?.bookings.flatMap((it) => it.lines) ?? []) {
    const key = `${account}/${dimensions[ledger?.costCenter ?? ''] ?? ''}`;
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(amountMinor));
  }
  return sums;
}

/** In the books of its organization, on its approval's day and with its number in the text. */
function isItsOwn(voucher: BookedVoucher | undefined, claim: Claim): boolean {
  const { organization, sourceId, expenseDate } = claim;
  const { ledger } = organization;
  const isThere = voucher?.system === ledger.system && voucher.ledgerId === ledger.ledgerId;
  return (
    isThere &&
    voucher.bookings.every(
      ({ postingDate, lines }) => postingDate === expenseDate && lines.some(({ text }) => text.includes(sourceId)),
    )
  );
}

const debits = (sums: Sums) => [...sums.values()].reduce((total, minor) => (minor > 0n ? total + minor : total), 0n);

function differenceOf(meant: Sums, found: Sums): readonly (readonly [string, bigint])[] {
  const keys = [...new Set([...meant.keys(), ...found.keys()])];
  return keys.map((key) => [key, (found.get(key) ?? 0n) - (meant.get(key) ?? 0n)]);
}

const isEqual = (meant: Sums, found: Sums) => differenceOf(meant, found).every(([, minor]) => minor === 0n);
