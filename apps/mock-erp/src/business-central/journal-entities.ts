import { toDecimal } from './amounts.ts';
import { lineAttachmentSet } from './attachments.ts';
import { type CompanyBooks, findAccount } from './company-books.ts';
import { dimensionSet } from './dimension-entities.ts';
import { type Entity, type EntitySet, entitySet, NO_DATE, NO_ID } from './entity.ts';
import { ACCOUNT, JOURNAL, JOURNAL_LINE } from './entity-types.ts';
import { etagOf } from './etags.ts';
import type { AccountType, Journal, JournalLine } from './journal-store.ts';
import { defaultTemplate } from './journals.ts';
import { accountEntity } from './master-data.ts';

/** All journals of the company; a list shows those of the default template, unless it is filtered by template. @source dynamics.md §6.1, 2026-11 */
export function journalSet(books: CompanyBooks): EntitySet {
  const { store, company } = books;
  return {
    type: JOURNAL,
    unlessFiltered: { field: 'templateDisplayName', value: defaultTemplate(books) },
    list: () => store.list(company.id).map((journal) => journalEntity(books, journal)),
    find(id) {
      const journal = store.get(company.id, id);
      return journal === undefined ? undefined : journalEntity(books, journal);
    },
  };
}

/** All journal lines of the company; only for finding one by its id. */
export function allJournalLines(books: CompanyBooks): EntitySet {
  const sets = () => books.store.list(books.company.id).map((it) => journalLineSet(books, it));
  return {
    type: JOURNAL_LINE,
    list: () => sets().flatMap((it) => it.list()),
    find: (id) => sets().flatMap((it) => it.find(id) ?? [])[0],
  };
}

/** A journal as the API shows it. */
export function journalEntity(books: CompanyBooks, journal: Journal): Entity {
  const { id, code, displayName, templateDisplayName, balancingAccountNumber } = journal;
  return {
    id,
    etag: etagOf(journal.version),
    values: {
      id,
      code,
      displayName,
      templateDisplayName,
      lastModifiedDateTime: journal.modifiedAt,
      balancingAccountId: accountIdOf(books, 'G/L Account', balancingAccountNumber),
      balancingAccountNumber,
    },
    related: () => journalLineSet(books, journal),
  };
}

/** A line as the API shows it. @source dynamics.md §6.2, 2026-11 */
export function journalLineEntity(books: CompanyBooks, journal: Journal, line: JournalLine): Entity {
  const { amountMinor, dimensions: _shownApart, version: _shownAsTag, modifiedAt, ...shown } = line;
  return {
    id: line.id,
    etag: etagOf(line.version),
    values: {
      ...shown,
      journalId: journal.id,
      journalDisplayName: journal.code,
      accountId: accountIdOf(books, line.accountType, line.accountNumber),
      postingDate: line.postingDate === '' ? NO_DATE : line.postingDate,
      amount: toDecimal(amountMinor),
      balancingAccountId: accountIdOf(books, line.balanceAccountType, line.balancingAccountNumber),
      lastModifiedDateTime: modifiedAt,
    },
    related: (navigation) => relatedToLine(books, journal, line, navigation),
  };
}

function relatedToLine(books: CompanyBooks, journal: Journal, line: JournalLine, navigation: string): EntitySet {
  if (navigation === 'journal') return entitySet(JOURNAL, [journalEntity(books, journal)], true);
  if (navigation === 'account') return entitySet(ACCOUNT, accountEntity(books, line.accountNumber), true);
  if (navigation === 'attachments') return lineAttachmentSet(books, line.id);
  return dimensionSet(books, { id: line.id, type: 'Journal Line', version: line.version }, line.dimensions);
}

/** Lines are shown when they are asked for: a line is added to a journal without a look at the others. */
function journalLineSet(books: CompanyBooks, journal: Journal): EntitySet {
  const show = (line: JournalLine) => journalLineEntity(books, journal, line);
  return {
    type: JOURNAL_LINE,
    list: () => journal.lines.map(show),
    find(id) {
      const line = journal.lines.find((it) => it.id === id);
      return line === undefined ? undefined : show(line);
    },
  };
}

function accountIdOf(books: CompanyBooks, type: AccountType, number: string): string {
  return type === 'G/L Account' ? (findAccount(books, number)?.id ?? NO_ID) : NO_ID;
}
