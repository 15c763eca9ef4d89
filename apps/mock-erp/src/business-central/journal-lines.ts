import { randomUUID } from 'node:crypto';
import { dropAttachments } from './attachments.ts';
import { type CompanyBooks, workDate } from './company-books.ts';
import { defaultDimensions } from './default-dimensions.ts';
import { createDimensionSetLine } from './dimension-set-lines.ts';
import { DIMENSION_SET_LINE } from './entity-types.ts';
import { BusinessCentralError } from './errors.ts';
import type { Journal, JournalLine } from './journal-store.ts';
import { touched } from './journals.ts';
import { nestedRecords } from './json-body.ts';
import { completeLine, documentNumberFor } from './line-defaults.ts';
import { withLineField } from './line-fields.ts';

/**
 * Adds a line, with the dimension lines nested in it if there are any. Where journals take no VAT set-up along, the tax code that was sent is dropped
 * without a word.
 * @source dynamics.md §6.2, §6.6 and §8.4, 2026-11
 */
export function createJournalLine(books: CompanyBooks, journal: Journal, body: Record<string, unknown>): JournalLine {
  const sent = withFields(books, emptyLine(books, journal), body, journal);
  const filled = books.settings.copyVatSetup ? sent : { ...sent, taxCode: '' };
  const documentNumber = documentNumberFor(journal, filled);
  const line = completeLine(books, { ...filled, documentNumber }, journal);
  checkLineNumberFree(books, journal, line);
  saveLine(books, journal, line);
  for (const nested of nestedRecords(body, DIMENSION_SET_LINE))
    createDimensionSetLine(books, journal.id, line.id, nested);
  return currentLine(books, journal, line.id);
}

/** Changes a line. A new account number brings the account's dimensions and takes the others. @source dynamics.md §6.6, 2026-11 */
export function updateJournalLine(
  books: CompanyBooks,
  journal: Journal,
  line: JournalLine,
  body: Record<string, unknown>,
): JournalLine {
  const changed = touched(books, withFields(books, line, body, journal));
  checkLineNumberFree(books, journal, changed);
  saveLine(books, journal, changed);
  return changed;
}

/** Takes a line out of its journal. */
export function deleteJournalLine(books: CompanyBooks, journal: Journal, line: JournalLine): void {
  dropAttachments(books, [line]);
  books.store.put({ ...journal, lines: journal.lines.filter((other) => other.id !== line.id) });
}

/** Puts the line into its journal, in place of an earlier form of it. */
function saveLine(books: CompanyBooks, journal: Journal, line: JournalLine): void {
  const others = journal.lines.filter((other) => other.id !== line.id);
  const lines = [...others, line].toSorted((a, b) => a.lineNumber - b.lineNumber);
  books.store.put({ ...journal, lines });
}

function currentLine(books: CompanyBooks, journal: Journal, lineId: string): JournalLine {
  const line = books.store.get(books.company.id, journal.id)?.lines.find(({ id }) => id === lineId);
  if (line === undefined) throw new Error(`Line ${lineId} has vanished`);
  return line;
}

function emptyLine(books: CompanyBooks, journal: Journal): JournalLine {
  const last = journal.lines.at(-1);
  return {
    id: randomUUID(),
    lineNumber: 0,
    accountType: 'G/L Account',
    accountNumber: '',
    postingDate: last?.postingDate ?? workDate(books),
    documentNumber: '',
    externalDocumentNumber: '',
    amountMinor: 0,
    description: '',
    comment: '',
    taxCode: '',
    balanceAccountType: 'G/L Account',
    balancingAccountNumber: journal.balancingAccountNumber,
    dimensions: {},
    version: books.store.nextVersion(),
    modifiedAt: books.clock.now().toISOString(),
  };
}

function withFields(
  books: CompanyBooks,
  line: JournalLine,
  body: Record<string, unknown>,
  journal: Journal,
): JournalLine {
  const fields = Object.entries(body).filter(([name]) => !name.includes('@') && name !== 'dimensionSetLines');
  if (books.settings.propertyOrder === 'account-type-first') {
    fields.sort(([a], [b]) => Number(b === 'accountType') - Number(a === 'accountType'));
  }
  let changed = line;
  for (const [name, value] of fields) changed = withLineField(books, changed, { name, value, journal });
  const isOtherAccount = changed.accountNumber !== line.accountNumber || 'accountNumber' in body;
  if (!isOtherAccount) return changed;
  return { ...changed, dimensions: defaultDimensions(books, changed.accountType, changed.accountNumber) };
}

/** @source dynamics.md §6.2, 2026-11 */
function checkLineNumberFree({ settings }: CompanyBooks, journal: Journal, line: JournalLine): void {
  if (!journal.lines.some((other) => other.id !== line.id && other.lineNumber === line.lineNumber)) return;
  throw new BusinessCentralError(
    settings.sameKeyStatus,
    'Internal_EntityWithSameKeyExists',
    'The record in table Gen. Journal Line already exists. Identification fields and values: ' +
      `Journal Template Name='${journal.templateDisplayName}',Journal Batch Name='${journal.code}',Line No.='${line.lineNumber}'`,
  );
}
