import type { ApiClient, RecordSummary } from './api-client.ts';
import type { DemoOrganization } from './organizations.ts';
import type { VoucherView } from './voucher-table.ts';

/** The mock's own account of a ledger: its vouchers by reference. */
interface LedgerAnswer {
  readonly vouchers: readonly {
    readonly reference: string;
    readonly system: string;
    readonly ledgerId: string;
    readonly timesBooked: number;
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
  readonly records: number;
  readonly bookedOnce: number;
  readonly doubled: number;
  /** Vouchers in the ledger that no record asked for. */
  readonly extra: number;
  readonly recordsMinor: bigint;
  readonly ledgerMinor: bigint;
  /** The sum of all differences per voucher, account and cost center, whatever their sign. */
  readonly differenceMinor: bigint;
}

/** Compares what the service says it owes with what the ERP's own ledger has, voucher by voucher and line by line. */
export async function compareLedger(
  api: ApiClient,
  controlUrl: string,
  organization: DemoOrganization,
): Promise<LedgerComparison> {
  const meant = await meantVouchers(api, organization);
  const found = await foundVouchers(controlUrl, organization);
  const count = (times: (it: number) => boolean) =>
    [...meant.keys()].filter((key) => times(found.get(key)?.times ?? 0)).length;
  const all = new Set([...meant.keys(), ...found.keys()]);
  return {
    organization,
    records: meant.size,
    bookedOnce: count((times) => times === 1),
    doubled: count((times) => times > 1),
    extra: all.size - meant.size,
    recordsMinor: sum([...meant.values()].map(debits)),
    ledgerMinor: sum([...found.values()].map((it) => debits(it.sums))),
    differenceMinor: sum(
      [...all].map((key) => difference(meant.get(key) ?? new Map(), found.get(key)?.sums ?? new Map())),
    ),
  };
}

/** Whether every record is in the ledger exactly once, to the øre, and nothing else is. */
export function isExact({ records, bookedOnce, extra, differenceMinor }: LedgerComparison): boolean {
  return records > 0 && bookedOnce === records && extra === 0 && differenceMinor === 0n;
}

/** Øre per ledger account and cost center. */
type Sums = ReadonlyMap<string, bigint>;

async function meantVouchers(api: ApiClient, { id }: DemoOrganization): Promise<ReadonlyMap<string, Sums>> {
  const meant = new Map<string, Sums>();
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: readonly RecordSummary[]; nextCursor: string | null } = await api.get(
      `/v1/organizations/${id}/records?limit=200${query}`,
    );
    for (const record of page.items) {
      const voucher = await api.get<VoucherView>(`/v1/organizations/${id}/records/${record.id}/voucher`);
      const lines = voucher.lines.map(
        (it) => [it.ledgerAccount, it.dimensions.costCenter, minorOf(it.debit) - minorOf(it.credit)] as const,
      );
      meant.set(record.reference, sumsOf(lines));
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return meant;
}

async function foundVouchers(controlUrl: string, { ledger }: DemoOrganization) {
  const answer = await fetch(`${controlUrl}/ledger?ledgerId=${encodeURIComponent(ledger.ledgerId)}`);
  const { vouchers }: LedgerAnswer = JSON.parse(await answer.text());
  const ours = vouchers.filter((it) => it.system === ledger.system);
  return new Map(
    ours.map(({ reference, timesBooked, lines }) => {
      const once = lines.map((it) => [it.account, it.dimensions[ledger.costCenter], BigInt(it.amountMinor)] as const);
      return [reference, { times: timesBooked, sums: sumsOf(Array.from({ length: timesBooked }, () => once).flat()) }];
    }),
  );
}

function sumsOf(lines: readonly (readonly [account: string, costCenter: string | undefined, minor: bigint])[]): Sums {
  const totals = new Map<string, bigint>();
  for (const [account, costCenter, minor] of lines) {
    const key = `${account}/${costCenter ?? ''}`;
    totals.set(key, (totals.get(key) ?? 0n) + minor);
  }
  return totals;
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, it) => total + it, 0n);
const debits = (sums: Sums) => sum([...sums.values()].filter((minor) => minor > 0n));
const minorOf = (text: string | null) => BigInt((text ?? '0.00').replace('.', ''));

function difference(meant: Sums, found: Sums): bigint {
  const keys = [...new Set([...meant.keys(), ...found.keys()])];
  const differences = keys.map((key) => (meant.get(key) ?? 0n) - (found.get(key) ?? 0n));
  return sum(differences.map((minor) => (minor < 0n ? -minor : minor)));
}

/** The totals as a table. */
export function totalsTable(comparisons: readonly LedgerComparison[]): string {
  const kroner = (minor: bigint) => `${minor / 100n}.${(minor % 100n).toString().padStart(2, '0')}`;
  const rows = comparisons.map((it) => [
    it.organization.name,
    it.organization.erp,
    `${it.bookedOnce} of ${it.records}`,
    String(it.doubled),
    String(it.extra),
    kroner(it.recordsMinor),
    kroner(it.ledgerMinor),
    `${it.differenceMinor} øre`,
  ]);
  const heading = ['Organization', 'ERP', 'Booked once', 'Doubled', 'Extra', 'Records', 'Ledger', 'Difference'];
  const table = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, at: number) => (at < 2 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0));
  return table.map((row) => row.map(cell).join('  ')).join('\n');
}
