import { randomUUID } from 'node:crypto';
import type { LedgerLine } from '../ledger.ts';
import type { CompanyBooks } from './company-books.ts';
import type { AccountType, JournalLine } from './journal-store.ts';
import { vatOf } from './vat.ts';

/** What one journal line becomes in the general ledger: VAT is split out, and its own balancing account follows. */
export function postedLines(books: CompanyBooks, line: JournalLine, documentNumber: string): LedgerLine[] {
  const vatMinor = vatOf(books, line);
  const main = postedLine(books, line, {
    type: line.accountType,
    number: line.accountNumber,
    amountMinor: line.amountMinor - vatMinor,
    vatMinor,
    documentNumber,
  });
  const others = [
    { type: 'G/L Account', number: books.seed.vatAccount, amountMinor: vatMinor },
    { type: line.balanceAccountType, number: line.balancingAccountNumber, amountMinor: -line.amountMinor },
  ] as const;
  const wanted = others.filter(({ number, amountMinor }) => number !== '' && amountMinor !== 0);
  return [main, ...wanted.map((side) => postedLine(books, line, { ...side, vatMinor: 0, documentNumber }))];
}

interface Side {
  readonly type: AccountType;
  readonly number: string;
  readonly amountMinor: number;
  readonly vatMinor: number;
  readonly documentNumber: string;
}

/** A line on a vendor shows the payables account. @source dynamics.md §6.5, 2026-11 */
function postedLine({ seed }: CompanyBooks, line: JournalLine, side: Side): LedgerLine {
  const isVendor = side.type === 'Vendor';
  return {
    account: isVendor ? seed.payablesAccount : side.number,
    amountMinor: side.amountMinor,
    dimensions: line.dimensions,
    text: line.description,
    details: {
      entryId: randomUUID(),
      lineId: line.id,
      documentNumber: side.documentNumber,
      externalDocumentNumber: line.externalDocumentNumber,
      vatMinor: String(side.vatMinor),
      vendorNumber: isVendor ? side.number : '',
    },
  };
}
