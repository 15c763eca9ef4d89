import type { CompanyBooks } from './company-books.ts';
import { dialogError } from './errors.ts';
import type { Journal, JournalLine } from './journal-store.ts';

/** Refuses dimensions that are missing, blocked or may not stand together. @source dynamics.md §8.3, 2026-11 */
export function checkDimensions(books: CompanyBooks, journal: Journal, line: JournalLine): void {
  const where = `${journal.templateDisplayName}, ${journal.code}, ${line.lineNumber}`;
  checkMandatory(books, line, where);
  checkValues(books, line);
  checkCombinations(books, line, where);
}

function checkMandatory({ settings }: CompanyBooks, line: JournalLine, where: string): void {
  const wanted = settings.mandatoryDimensions.map((rule) => rule.split(':'));
  for (const [account = '', code = ''] of wanted) {
    if (account !== line.accountNumber || code in line.dimensions) continue;
    throw dialogError(
      `A dimension used in Gen. Journal Line ${where} has caused an error. ` +
        `Select a Dimension Value Code for the Dimension Code ${code} for G/L Account ${account}.`,
    );
  }
}

function checkValues({ seed }: CompanyBooks, line: JournalLine): void {
  for (const [code, valueCode] of Object.entries(line.dimensions)) {
    const dimension = seed.dimensions.find((candidate) => candidate.code === code);
    const value = dimension?.values.find((candidate) => candidate.code === valueCode);
    if (value?.blocked === true) throw dialogError(`Dimension Value ${code} - ${valueCode} is blocked.`);
  }
}

function checkCombinations({ settings }: CompanyBooks, line: JournalLine, where: string): void {
  for (const rule of settings.blockedCombinations) {
    const codes = rule.split('+');
    if (!codes.every((code) => code in line.dimensions)) continue;
    throw dialogError(
      `The combination of dimensions used in Gen. Journal Line ${where} is blocked. ` +
        `Dimensions ${codes.join(' and ')} can't be used concurrently.`,
    );
  }
}
