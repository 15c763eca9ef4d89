import type { Books } from './books.ts';
import { type FinanceRow, JOURNAL_HEADER } from './entity-types.ts';
import { InfologError } from './errors.ts';
import { hasKey, keyOf } from './keys.ts';
import { linesOf } from './rows.ts';

const SERVER_FIELDS = ['IsPosted', 'JournalTotalDebit', 'JournalTotalCredit'];

/** Makes a journal; its number is the server's. @source dynamics.md §15.2 and §15.3, 2026-11 */
export function createHeader(books: Books, dataAreaId: string, fields: FinanceRow['values']): FinanceRow {
  if (fields['JournalBatchNumber'] !== undefined) {
    throw refusal('Field Journal batch number cannot be entered: its number sequence is not manual.');
  }
  refuseServerFields(fields);
  const { store, seed } = books;
  const lastJournal = store.state().lastJournal + 1;
  const header = store.touched({
    JournalName: '',
    Description: '',
    PostingLayer: 'Current',
    AccountingCurrency: seed.currency,
    IntegrationKey: '',
    ...fields,
    dataAreaId,
    JournalBatchNumber: String(lastJournal).padStart(5, '0'),
    IsPosted: 'No',
    JournalTotalDebit: 0,
    JournalTotalCredit: 0,
  });
  checkHeader(books, header);
  store.change({ lastJournal, headers: [...store.state().headers, header] });
  return header;
}

/** Changes a journal's own fields. */
export function updateHeader(books: Books, before: FinanceRow, fields: FinanceRow['values']): FinanceRow {
  refuseServerFields(fields);
  refusePosted(before);
  const header = books.store.touched({ ...before.values, ...fields, ...keyOf(before, JOURNAL_HEADER) });
  checkHeader(books, header);
  saveHeader(books, header);
  return header;
}

/** Deletes a journal that has no lines. @source dynamics.md §15.3, 2026-11 */
export function deleteHeader({ store }: Books, header: FinanceRow): void {
  refusePosted(header);
  if (linesOf(header, store.state()).length > 0) {
    throw refusal('The journal cannot be deleted while it has lines.');
  }
  const key = keyOf(header, JOURNAL_HEADER);
  store.change({ headers: store.state().headers.filter((other) => !hasKey(other, key)) });
}

/** Puts a changed journal in place of the one before. */
export function saveHeader({ store }: Pick<Books, 'store'>, header: FinanceRow): void {
  const key = keyOf(header, JOURNAL_HEADER);
  store.change({ headers: store.state().headers.map((other) => (hasKey(other, key) ? header : other)) });
}

function checkHeader({ seed }: Books, { values }: FinanceRow): void {
  const { JournalName: name = '', AccountingCurrency: currency = '' } = values;
  if (name === '') throw refusal("Field 'Name' must be filled in.");
  if (!seed.journalNames.some((journalName) => journalName.name === name)) {
    throw refusal(`The value '${name}' in field 'Name' is not found in related table 'Journal names'.`);
  }
  if (currency !== seed.currency) {
    throw refusal(`The value '${currency}' in field 'Currency' is not found in related table 'Currencies'.`);
  }
}

function refuseServerFields(fields: FinanceRow['values']): void {
  const field = SERVER_FIELDS.find((name) => fields[name] !== undefined);
  if (field !== undefined) throw refusal(`Field '${field}' does not allow editing.`);
}

function refusePosted({ values }: FinanceRow): void {
  if (values['IsPosted'] === 'Yes') throw refusal(`Journal ${values['JournalBatchNumber']} has already been posted.`);
}

function refusal(infolog: string): InfologError {
  return new InfologError(JOURNAL_HEADER, infolog);
}
