import { allAttachments } from './attachments.ts';
import { type Call, idIn, type Segment } from './call.ts';
import type { CompanyBooks } from './company-books.ts';
import type { Entity, EntitySet } from './entity.ts';
import { BusinessCentralError, badRequest, dialogError, noSuchRecord, noSuchResource } from './errors.ts';
import { generalLedgerEntrySet, reportedEntrySet } from './general-ledger-entries.ts';
import { allJournalLines, journalSet } from './journal-entities.ts';
import { companySet, masterDataSet } from './master-data.ts';
import type { BusinessCentralSettings } from './settings.ts';

/** What the path of a call leads to. */
export interface Target {
  /** Absent when the companies themselves are asked for. */
  readonly books: CompanyBooks | undefined;
  readonly set: EntitySet;
  /** The one record that is meant, if it is one. */
  readonly entity: Entity | undefined;
  /** The records on the way, nearest last. */
  readonly parents: readonly Entity[];
  readonly asksCount: boolean;
  /** The name of an action on the record. */
  readonly action: string | undefined;
  /** The stream of the record is meant, not the record. */
  readonly asksContent?: true;
  /** The path in words, for contexts: `companies(…)/journals`. */
  readonly path: string;
}

/** Gives the books of each company. */
export type OpenBooks = (companyId: string) => CompanyBooks;

/** Follows the path. @throws {BusinessCentralError} where it leads nowhere. */
export function resolve(call: Call, companies: readonly CompanyBooks['company'][], open: OpenBooks): Target {
  const [first, ...others] = call.segments;
  if (first === undefined) throw noSuchResource('');
  const isCompanies = first.name === 'companies';
  if (isCompanies && (first.key === undefined || others.length === 0)) {
    return follow(companySet(companies), call.segments, { books: undefined, path: 'companies' });
  }
  const books = open(isCompanies ? byId(companies, first.key ?? '') : namedElsewhere(call, companies));
  const rest = isCompanies ? others : call.segments;
  const root = rest[0];
  if (root === undefined) throw noSuchResource('companies');
  const path = `companies(${books.company.id})/${root.name}`;
  return follow(rootSet(books, root, call), rest, { books, path });
}

function follow(root: EntitySet, segments: readonly Segment[], start: Pick<Target, 'books' | 'path'>): Target {
  let target: Target = { ...start, set: root, entity: undefined, parents: [], asksCount: false, action: undefined };
  for (const [index, segment] of segments.entries()) {
    if (index > 0) target = step(target, segment);
    if (segment.key !== undefined) target = pick(target, idIn(segment.key));
  }
  return target;
}

function pick(target: Target, id: string): Target {
  const entity = target.set.find(id);
  if (entity === undefined) throw noSuchRecord(target.set.type.set, id);
  return { ...target, entity, path: `${target.path}(${id})` };
}

function step(target: Target, { name }: Segment): Target {
  if (name === '$count' && target.entity === undefined) return { ...target, asksCount: true };
  const { entity, set } = target;
  if (entity === undefined) throw noSuchResource(name);
  if (name.includes('.')) return { ...target, action: name };
  if (name === 'attachmentContent' && set.type.set === 'attachments') return { ...target, asksContent: true };
  const related = set.type.navigations.includes(name) ? entity.related?.(name) : undefined;
  if (related === undefined) throw noSuchResource(name);
  const single = related.single === true ? related.list()[0] : undefined;
  const parents = [...target.parents, entity];
  return { ...target, set: related, entity: single, parents, path: `${target.path}/${name}` };
}

/** A set at the root of a company. Lines and dimension lines need their parent. @source dynamics.md §6.2 and §6.6, 2026-11 */
function rootSet(books: CompanyBooks, { name, key }: Segment, call: Call): EntitySet {
  if (call.api === 'reportsFinance') {
    if (name !== 'generalLedgerEntries') throw noSuchResource(name);
    return reportedEntrySet(books, readsReplica(call, books.settings, true));
  }
  if (name === 'generalLedgerEntries') {
    return generalLedgerEntrySet(books, readsReplica(call, books.settings, false));
  }
  if (name === 'journals') return journalSet(books);
  if (name === 'attachments') return allAttachments(books);
  if (name === 'journalLines' && key === undefined) {
    throw dialogError('You must specify a journal batch ID or a journal ID to get a journal line.');
  }
  if (name === 'journalLines') return allJournalLines(books);
  if (name === 'dimensionSetLines') {
    throw dialogError('You must get to the parent first to create a dimension set line.');
  }
  const set = masterDataSet(books, name);
  if (set === undefined) throw noSuchResource(name);
  return set;
}

/** Reading may go to a replica: by the object's own setting, by what the request asks for, or by an administrator. @source dynamics.md §4.1, 2026-11 */
function readsReplica({ headers }: Call, settings: BusinessCentralSettings, byDefault: boolean): boolean {
  if (settings.replicaAlways) return true;
  const intent = headers['data-access-intent']?.toLowerCase();
  return intent === undefined ? byDefault : intent === 'readonly';
}

function byId(companies: readonly CompanyBooks['company'][], key: string): string {
  const id = idIn(key);
  if (companies.some((company) => company.id === id)) return id;
  throw companyNotFound(key);
}

/** The company may also stand in the query or in a header. @source dynamics.md §2 and §10, 2026-11 */
function namedElsewhere({ url, headers }: Call, companies: readonly CompanyBooks['company'][]): string {
  const named = url.searchParams.get('company') ?? headers['companyid'] ?? headers['company'];
  if (named === undefined)
    throw badRequest('The company must be specified in the request.', 'BadRequest_RequiredParamNotProvided');
  const found = companies.find(({ id, name }) => id === named.toLowerCase() || name === named);
  if (found === undefined) throw companyNotFound(named);
  return found.id;
}

function companyNotFound(named: string): BusinessCentralError {
  return new BusinessCentralError(404, 'Internal_CompanyNotFound', `The company "${named}" does not exist.`);
}
