import type { Ledger, LedgerLine, LedgerVoucher } from '../ledger.ts';

/** A posted general ledger entry. */
export interface LedgerEntry {
  readonly id: string;
  readonly entryNumber: number;
  readonly postingDate: string;
  readonly documentNumber: string;
  readonly externalDocumentNumber: string;
  readonly accountNumber: string;
  readonly description: string;
  readonly amountMinor: number;
  readonly vatMinor: number;
  /** Value code by dimension code. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** The vendor's number when the line was on a vendor, else empty. */
  readonly vendorNumber: string;
  /** The journal line that it comes from. */
  readonly lineId: string;
  readonly bookedAt: string;
}

/** The entries of each company, read from the ledger. */
export interface EntryBook {
  /** By ascending entry number. */
  list(companyId: string): readonly LedgerEntry[];
  /** The number of the next entry; goes on from what the ledger holds, so it survives a restart. */
  nextNumber(companyId: string): number;
}

/** What a company that has posted for some time has behind it; invented. */
const FIRST_ENTRY_NUMBER = 48_001;

/** Entries never change once they are in the ledger, so each voucher is read only once. */
export function createEntryBook(ledger: Ledger): EntryBook {
  const known = new Map<string, { vouchers: number; entries: LedgerEntry[] }>();
  const list = (companyId: string): readonly LedgerEntry[] => {
    const vouchers = ledger.list({ system: 'business-central', ledgerId: companyId });
    const before = known.get(companyId);
    const isLonger = before !== undefined && vouchers.length >= before.vouchers;
    const entries = isLonger ? before.entries : [];
    entries.push(...vouchers.slice(isLonger ? before.vouchers : 0).flatMap(toEntries));
    known.set(companyId, { vouchers: vouchers.length, entries });
    return entries;
  };
  return {
    list,
    nextNumber: (companyId) => (list(companyId).at(-1)?.entryNumber ?? FIRST_ENTRY_NUMBER - 1) + 1,
  };
}

function toEntries(voucher: LedgerVoucher): LedgerEntry[] {
  return voucher.lines.map((line) => toEntry(voucher, line));
}

function toEntry({ postingDate, bookedAt, reference }: LedgerVoucher, line: LedgerLine): LedgerEntry {
  const details = line.details ?? {};
  return {
    id: details['entryId'] ?? '',
    entryNumber: Number(details['entryNumber'] ?? 0),
    postingDate,
    documentNumber: details['documentNumber'] ?? reference,
    externalDocumentNumber: details['externalDocumentNumber'] ?? '',
    accountNumber: line.account,
    description: line.text,
    amountMinor: line.amountMinor,
    vatMinor: Number(details['vatMinor'] ?? 0),
    dimensions: line.dimensions,
    vendorNumber: details['vendorNumber'] ?? '',
    lineId: details['lineId'] ?? '',
    bookedAt,
  };
}
