import { toDecimal } from './amounts.ts';
import { entryAttachmentSet } from './attachments.ts';
import { type CompanyBooks, findAccount } from './company-books.ts';
import { dimensionSet } from './dimension-entities.ts';
import { type Entity, type EntitySet, entitySet, NO_ID } from './entity.ts';
import { ACCOUNT, GENERAL_LEDGER_ENTRY, REPORTED_ENTRY } from './entity-types.ts';
import type { LedgerEntry } from './entry-book.ts';
import { etagOf } from './etags.ts';
import { accountEntity } from './master-data.ts';

/** API v2.0's entries: neither external document number nor journal. @source dynamics.md §6.5, 2026-11 */
export function generalLedgerEntrySet(books: CompanyBooks, fromReplica: boolean): EntitySet {
  return lazySet(GENERAL_LEDGER_ENTRY, visibleEntries(books, fromReplica), (entry) => entryEntity(books, entry));
}

/** The reporting query, which shows more. @source dynamics.md §6.5, 2026-11 */
export function reportedEntrySet(books: CompanyBooks, fromReplica: boolean): EntitySet {
  return lazySet(REPORTED_ENTRY, visibleEntries(books, fromReplica), (entry) => reportedEntity(books, entry));
}

/** A replica shows an entry only some time after it was posted. */
function visibleEntries(
  { entries, company, settings, clock }: CompanyBooks,
  fromReplica: boolean,
): readonly LedgerEntry[] {
  const all = entries.list(company.id);
  if (!fromReplica) return all;
  const newestMs = clock.now().getTime() - settings.replicaLagMs;
  return all.filter((entry) => Date.parse(entry.bookedAt) <= newestMs);
}

function lazySet(
  type: EntitySet['type'],
  entries: readonly LedgerEntry[],
  show: (entry: LedgerEntry) => Entity,
): EntitySet {
  const find = (id: string) => entries.filter((entry) => entry.id === id).map(show)[0];
  return { type, list: () => entries.map(show), find };
}

/** Posted entries never change, and every read-back looks at all of them. */
const shown = new WeakMap<LedgerEntry, Entity>();

function entryEntity(books: CompanyBooks, entry: LedgerEntry): Entity {
  const entity = shown.get(entry) ?? toEntity(books, entry);
  shown.set(entry, entity);
  return entity;
}

function toEntity(books: CompanyBooks, entry: LedgerEntry): Entity {
  return {
    id: entry.id,
    etag: etagOf(entry.entryNumber),
    values: {
      ...common(entry),
      accountId: findAccount(books, entry.accountNumber)?.id ?? NO_ID,
      additionalCurrencyDebitAmount: 0,
      additionalCurrencyCreditAmount: 0,
    },
    related: (navigation) => relatedToEntry(books, entry, navigation),
  };
}

function relatedToEntry(books: CompanyBooks, entry: LedgerEntry, navigation: string): EntitySet {
  if (navigation === 'account') return entitySet(ACCOUNT, accountEntity(books, entry.accountNumber), true);
  if (navigation === 'attachments') return entryAttachmentSet(books, entry);
  const parent = { id: entry.id, type: 'General Ledger Entry', version: entry.entryNumber } as const;
  return dimensionSet(books, parent, entry.dimensions);
}

function reportedEntity({ seed }: CompanyBooks, entry: LedgerEntry): Entity {
  const [first, second] = seed.dimensions.map((dimension) => entry.dimensions[dimension.code] ?? '');
  return {
    id: entry.id,
    etag: etagOf(entry.entryNumber),
    values: {
      ...common(entry),
      externalDocumentNumber: entry.externalDocumentNumber,
      amount: toDecimal(entry.amountMinor),
      vatAmount: toDecimal(entry.vatMinor),
      sourceCode: 'GENJNL',
      sourceType: entry.vendorNumber === '' ? '' : 'Vendor',
      sourceNumber: entry.vendorNumber,
      dimensionSetID: Object.keys(entry.dimensions).length === 0 ? 0 : entry.entryNumber,
      globalDimension1Code: first ?? '',
      globalDimension2Code: second ?? '',
      reveresd: false,
    },
  };
}

function common(entry: LedgerEntry) {
  return {
    id: entry.id,
    entryNumber: entry.entryNumber,
    postingDate: entry.postingDate,
    documentNumber: entry.documentNumber,
    documentType: '',
    accountNumber: entry.accountNumber,
    description: entry.description,
    debitAmount: toDecimal(Math.max(entry.amountMinor, 0)),
    creditAmount: toDecimal(Math.max(-entry.amountMinor, 0)),
    lastModifiedDateTime: entry.bookedAt,
  };
}
