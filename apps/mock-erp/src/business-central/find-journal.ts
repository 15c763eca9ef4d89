import type { CompanyBooks } from './company-books.ts';
import { noSuchRecord } from './errors.ts';
import type { Journal, JournalLine } from './journal-store.ts';

/** The journal with this id. @throws {BusinessCentralError} when there is none. */
export function journalOf({ store, company }: CompanyBooks, id: string): Journal {
  const journal = store.get(company.id, id);
  if (journal === undefined) throw noSuchRecord('journals', id);
  return journal;
}

/** The journal that holds this line. @throws {BusinessCentralError} when none does. */
export function journalOfLine({ store, company }: CompanyBooks, lineId: string): Journal {
  const journal = store.list(company.id).find(({ lines }) => lines.some(({ id }) => id === lineId));
  if (journal === undefined) throw noSuchRecord('journalLines', lineId);
  return journal;
}

/** The line with this id. @throws {BusinessCentralError} when the journal has none such. */
export function lineIn(journal: Journal, id: string): JournalLine {
  const line = journal.lines.find((candidate) => candidate.id === id);
  if (line === undefined) throw noSuchRecord('journalLines', id);
  return line;
}
