import { type CompanyBooks, findAccount } from './company-books.ts';
import type { Journal, JournalLine } from './journal-store.ts';
import { nextNumber } from './text-values.ts';

const LINE_NUMBER_STEP = 10_000;

/** The line with what the server fills in: its number and the account's name as description. @source dynamics.md §6.2, 2026-11 */
export function completeLine(books: CompanyBooks, line: JournalLine, journal: Journal): JournalLine {
  const last = journal.lines.at(-1)?.lineNumber ?? 0;
  const next = (Math.floor(last / LINE_NUMBER_STEP) + 1) * LINE_NUMBER_STEP;
  return {
    ...line,
    lineNumber: line.lineNumber === 0 ? next : line.lineNumber,
    description: line.description === '' ? accountName(books, line) : line.description,
  };
}

/**
 * The document number of a new line. A blank one is taken from the line before, or is the number after it when that line
 * ends a balanced document or has another external number. API-made journals have no number series.
 * @source dynamics.md §6.2, 2026-11
 */
export function documentNumberFor(journal: Journal, line: JournalLine): string {
  const last = journal.lines.at(-1);
  if (line.documentNumber !== '' || last === undefined) return line.documentNumber;
  const document = journal.lines.filter((other) => other.documentNumber === last.documentNumber);
  const isBalanced = document.reduce((sum, other) => sum + effectMinor(other), 0) === 0;
  const isOtherPaper =
    line.externalDocumentNumber !== '' && line.externalDocumentNumber !== last.externalDocumentNumber;
  const isEmpty = last.accountNumber === '' && last.amountMinor === 0;
  return !isEmpty && (isBalanced || isOtherPaper) ? nextNumber(last.documentNumber) : last.documentNumber;
}

/** What the line adds to its document's balance: nothing when it carries its own balancing account. */
export function effectMinor(line: JournalLine): number {
  return line.balancingAccountNumber === '' ? line.amountMinor : 0;
}

function accountName(books: CompanyBooks, { accountType, accountNumber }: JournalLine): string {
  if (accountType === 'Vendor') {
    return books.seed.vendors.find((vendor) => vendor.number === accountNumber)?.displayName ?? '';
  }
  return accountType === 'G/L Account' ? (findAccount(books, accountNumber)?.displayName ?? '') : '';
}
