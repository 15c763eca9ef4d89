import type { ApiClient } from './api-client.ts';
import { debits, difference, type SummedLine, type Sums, sum, sumsOf } from './ledger-sums.ts';
import { isOwed, meantSums, recordVouchers } from './meant-vouchers.ts';
import type { DemoOrganization } from './organizations.ts';

/** The mock's own account of a ledger: its vouchers by reference. */
interface LedgerAnswer {
  readonly vouchers: readonly {
    readonly reference: string;
    readonly system: string;
    readonly ledgerId: string;
    readonly timesBooked: number;
    readonly voucherNumbers: readonly string[];
    readonly lines: readonly LedgerLine[];
  }[];
}

interface LedgerLine {
  readonly account: string;
  readonly amountMinor: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** All of an organization's records against all of its ledger. Amounts in øre. */
export interface LedgerComparison {
  readonly organization: DemoOrganization;
  /** Vouchers that stand, those that take others back among them: each is to be in the ledger once. */
  readonly owed: number;
  readonly bookedOnce: number;
  readonly doubled: number;
  readonly missing: number;
  /** Vouchers in the ledger that no record owes. */
  readonly extra: number;
  /** Vouchers that were refused, withdrawn or not sent yet. */
  readonly notBooked: number;
  readonly owedMinor: bigint;
  readonly ledgerMinor: bigint;
  /** The sum of all differences per voucher, account and cost center, whatever their sign. */
  readonly differenceMinor: bigint;
}

/** Compares what the service says is booked with what the ERP's own ledger has, voucher by voucher and line by line. */
export async function compareLedger(
  api: ApiClient,
  controlUrl: string,
  organization: DemoOrganization,
): Promise<LedgerComparison> {
  const vouchers = await recordVouchers(api, organization);
  // Only now: what is booked while the records are read is in the ledger then.
  const found = await foundVouchers(controlUrl, organization);
  const owed = vouchers.filter((it) => isOwed(it, (reference) => found.has(reference)));
  const meant = await meantSums(api, organization, owed);
  const count = (times: (it: number) => boolean) =>
    [...meant.keys()].filter((key) => times(found.get(key)?.times ?? 0)).length;
  const all = new Set([...meant.keys(), ...found.keys()]);
  return {
    organization,
    owed: meant.size,
    bookedOnce: count((times) => times === 1),
    doubled: count((times) => times > 1),
    missing: count((times) => times === 0),
    extra: all.size - meant.size,
    notBooked: vouchers.length - owed.length,
    owedMinor: sum([...meant.values()].map(debits)),
    ledgerMinor: sum([...found.values()].map((it) => debits(it.sums))),
    differenceMinor: sum(
      [...all].map((key) => difference(meant.get(key) ?? new Map(), found.get(key)?.sums ?? new Map())),
    ),
  };
}

/** Whether every voucher that stands is in the ledger exactly once, to the øre, and nothing else is. */
export function isExact({ owed, bookedOnce, extra, differenceMinor }: LedgerComparison): boolean {
  return owed > 0 && bookedOnce === owed && extra === 0 && differenceMinor === 0n;
}

interface FoundVoucher {
  readonly times: number;
  /** Of all its bookings together. */
  readonly sums: Sums;
}

async function foundVouchers(
  controlUrl: string,
  { ledger }: DemoOrganization,
): Promise<ReadonlyMap<string, FoundVoucher>> {
  const answer = await fetch(`${controlUrl}/ledger?ledgerId=${encodeURIComponent(ledger.ledgerId)}`);
  const { vouchers }: LedgerAnswer = JSON.parse(await answer.text());
  const ours = vouchers.filter((it) => it.system === ledger.system);
  return new Map(
    ours.map(({ reference, timesBooked, voucherNumbers, lines }) => {
      const once = lines.map(
        (it): SummedLine => [it.account, it.dimensions[ledger.costCenter], BigInt(it.amountMinor)],
      );
      const sums = sumsOf(Array.from({ length: timesBooked }, () => once).flat());
      // Vouchers without a reference have nothing in common.
      return [reference === '' ? `without, ${voucherNumbers.join(' ')}` : reference, { times: timesBooked, sums }];
    }),
  );
}

/** The totals as a table. */
export function totalsTable(comparisons: readonly LedgerComparison[]): string {
  const kroner = (minor: bigint) => `${minor / 100n}.${(minor % 100n).toString().padStart(2, '0')}`;
  const rows = comparisons.map((it) => [
    it.organization.name,
    it.organization.erp,
    `${it.bookedOnce} of ${it.owed}`,
    String(it.doubled),
    String(it.missing),
    String(it.extra),
    String(it.notBooked),
    kroner(it.owedMinor),
    kroner(it.ledgerMinor),
    `${it.differenceMinor} øre`,
  ]);
  const table = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, at: number) => (at < 2 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0));
  return table.map((row) => row.map(cell).join('  ')).join('\n');
}

const heading = [
  'Organization',
  'ERP',
  'Booked once',
  'Doubled',
  'Missing',
  'Extra',
  'Not booked',
  'Records',
  'Ledger',
  'Difference',
];
