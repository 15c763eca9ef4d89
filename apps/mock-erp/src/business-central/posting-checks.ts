import { amountText } from './amounts.ts';
import { type CompanyBooks, findAccount } from './company-books.ts';
import { BusinessCentralError, dialogError, fieldError } from './errors.ts';
import type { Journal, JournalLine } from './journal-store.ts';
import { blockedAccountText } from './line-accounts.ts';
import { effectMinor } from './line-defaults.ts';
import { checkDimensions } from './posting-dimension-checks.ts';
import { postingRange } from './posting-range.ts';
import { hasPostingType, hasVatPostingSetup } from './vat.ts';

/** Whether the line says nothing, as the one that posting leaves behind; posting passes over it. @source dynamics.md §8.2, 2026-11 */
export function isEmptyLine(line: JournalLine): boolean {
  return line.accountNumber === '' && line.amountMinor === 0 && line.balancingAccountNumber === '';
}

/**
 * Refuses lines that cannot be posted; then none is. Every line is checked, then the balance.
 * @source dynamics.md §8.3, 2026-11
 */
export function checkPosting(books: CompanyBooks, journal: Journal, lines: readonly JournalLine[]): void {
  for (const line of lines) {
    checkFields(journal, line);
    checkDate(books, journal, line);
    checkAccountStillOpen(books, line);
    checkDimensions(books, journal, line);
    checkTax(books, journal, line);
  }
  checkBalance(books, lines);
}

/** How texts name a line: template, batch, number. */
export function lineName(journal: Journal, line: JournalLine): string {
  return `Journal Template Name=${journal.templateDisplayName}, Journal Batch Name=${journal.code}, Line No.=${line.lineNumber}`;
}

function checkFields(journal: Journal, line: JournalLine): void {
  const values = {
    'Account No.': line.accountNumber,
    'Posting Date': line.postingDate,
    'Document No.': line.documentNumber,
    Amount: line.amountMinor,
  };
  const missing = Object.entries(values).find(([, value]) => value === '' || value === 0);
  if (missing !== undefined) throw mustHaveValue(missing[0], journal, line);
}

function mustHaveValue(field: string, journal: Journal, line: JournalLine) {
  return fieldError(
    `${field} must have a value in Gen. Journal Line: ${lineName(journal, line)}. It cannot be zero or empty.`,
  );
}

function checkDate(books: CompanyBooks, journal: Journal, line: JournalLine): void {
  const { from, to } = postingRange(books);
  if (line.postingDate >= from && line.postingDate <= to) return;
  throw dialogError(
    `Posting Date is not within your range of allowed posting dates in Gen. Journal Line ${lineName(journal, line)}.`,
  );
}

/** What was open when the line was made may be blocked by now. */
function checkAccountStillOpen(books: CompanyBooks, line: JournalLine): void {
  const sides = [
    [line.accountType, line.accountNumber],
    [line.balanceAccountType, line.balancingAccountNumber],
  ] as const;
  for (const [type, number] of sides) {
    if (type === 'G/L Account' && findAccount(books, number)?.blocked === true) {
      throw fieldError(blockedAccountText(number));
    }
    const vendor = books.seed.vendors.find((candidate) => candidate.number === number);
    if (type === 'Vendor' && vendor !== undefined && vendor.blocked !== '') {
      throw dialogError(`You cannot post this type of document when Vendor ${number} is blocked with type All`);
    }
  }
}

function checkTax(books: CompanyBooks, journal: Journal, line: JournalLine): void {
  if (line.taxCode !== '' && !hasPostingType(books, line)) throw mustHaveValue('Gen. Posting Type', journal, line);
  if (hasPostingType(books, line) && !hasVatPostingSetup(books, line.taxCode)) {
    throw missingSetUp(books, 'VAT Posting Setup', {
      'VAT Bus. Posting Group': 'NASJONAL',
      'VAT Prod. Posting Group': line.taxCode,
    });
  }
}

/** A record that posting gets by its key, and that is not there. @source dynamics.md §9.2, 2026-11 */
function missingSetUp({ settings }: CompanyBooks, table: string, key: Readonly<Record<string, string>>) {
  const values = Object.entries(key).map(([field, value]) => `${field}='${value}'`);
  return new BusinessCentralError(
    settings.missingRecordStatus,
    'Internal_RecordNotFound',
    `The ${table} does not exist. Identification fields and values: ${values.join(',')}`,
  );
}

function checkBalance({ settings }: CompanyBooks, lines: readonly JournalLine[]): void {
  const documents = Map.groupBy(lines, (line) => `${line.postingDate}|${line.documentNumber}`);
  for (const [key, document] of settings.forceDocumentBalance ? documents : []) {
    const differenceMinor = sumMinor(document);
    if (differenceMinor === 0) continue;
    throw dialogError(
      `Document No. ${key.split('|')[1] ?? ''} is out of balance by ${amountText(differenceMinor)}. ` +
        'Please check that Posting Date, Document Type, Document No. and Amount are correct for each line.',
    );
  }
  for (const [date, sameDay] of Map.groupBy(lines, (line) => line.postingDate)) {
    const differenceMinor = sumMinor(sameDay);
    if (differenceMinor === 0) continue;
    throw dialogError(
      `The lines in ${date} are out of balance by ${amountText(differenceMinor)}. ` +
        'Check that Posting Date and Amount are correct for each line.',
    );
  }
}

function sumMinor(lines: readonly JournalLine[]): number {
  return lines.reduce((sum, line) => sum + effectMinor(line), 0);
}
