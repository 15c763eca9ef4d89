import { randomUUID } from 'node:crypto';
import { dropAttachments } from './attachments.ts';
import { type CompanyBooks, findAccount } from './company-books.ts';
import { BusinessCentralError, badRequest, dialogError, tableRelationError } from './errors.ts';
import type { Journal } from './journal-store.ts';
import { asCode, fitting } from './text-values.ts';

/** A non-recurring template of type General; its name is invented. */
const OWN_TEMPLATE = 'GENERAL';

const templatesOf = ({ settings }: CompanyBooks) => [OWN_TEMPLATE, ...settings.furtherTemplates].toSorted();

/** What a journal gets that names none: the first by name of all that there are now. @source dynamics.md §5, 2026-11; codeunit 5482 of microsoft/BCApps */
export const defaultTemplate = (books: CompanyBooks): string => templatesOf(books)[0] ?? OWN_TEMPLATE;

/** Makes a journal. It takes neither number series nor balancing account from its template. @source dynamics.md §6.1, 2026-11 */
export function createJournal(books: CompanyBooks, body: Record<string, unknown>): Journal {
  const empty: Journal = {
    companyId: books.company.id,
    id: randomUUID(),
    code: '',
    displayName: '',
    templateDisplayName: defaultTemplate(books),
    balancingAccountNumber: '',
    lines: [],
    version: books.store.nextVersion(),
    modifiedAt: books.clock.now().toISOString(),
  };
  const journal = withFields(books, empty, body);
  if (journal.code === '') throw dialogError('Name must be filled in. Enter a value.');
  checkUnique(books, journal);
  books.store.put(journal);
  return journal;
}

/** Changes a journal's own fields. */
export function updateJournal(books: CompanyBooks, journal: Journal, body: Record<string, unknown>): Journal {
  const changed = touched(books, withFields(books, journal, body));
  checkUnique(books, changed);
  books.store.put(changed);
  return changed;
}

/** Deletes a journal and its lines. @source dynamics.md §6.1, 2026-11 */
export function deleteJournal(books: CompanyBooks, journal: Journal): void {
  if (books.settings.approvalPending) throw dialogError(restricted(journal));
  dropAttachments(books, journal.lines);
  books.store.remove(journal.id);
}

/** The record with a new tag and time. */
export function touched<T extends { version: number; modifiedAt: string }>(books: CompanyBooks, record: T): T {
  return { ...record, version: books.store.nextVersion(), modifiedAt: books.clock.now().toISOString() };
}

/** What an approval workflow says to whoever touches a journal it holds. */
export function restricted({ templateDisplayName, code }: Journal): string {
  return (
    `You cannot use Gen. Journal Batch: ${templateDisplayName}, ${code} for this action. ` +
    'The restriction was imposed because the record is restricted by an approval workflow.'
  );
}

function withFields(books: CompanyBooks, journal: Journal, body: Record<string, unknown>): Journal {
  let changed = journal;
  for (const [name, value] of Object.entries(body)) changed = withField(books, changed, name, value);
  return changed;
}

function withField(books: CompanyBooks, journal: Journal, name: string, value: unknown): Journal {
  const text = String(value);
  switch (name) {
    case 'code':
      return { ...journal, code: asCode(text, 10) };
    case 'displayName':
      return { ...journal, displayName: fitting(text, 100) };
    case 'templateDisplayName':
      return { ...journal, templateDisplayName: knownTemplate(books, asCode(text, 10)) };
    case 'balancingAccountNumber':
      return { ...journal, balancingAccountNumber: knownAccount(books, asCode(text, 20)) };
    case 'balancingAccountId':
    case 'lastModifiedDateTime':
      throw badRequest(`Control '${name}' is read-only.`, 'BadRequest_InvalidOperation');
    default:
      // The id is the server's, whatever was sent.
      return journal;
  }
}

function knownTemplate(books: CompanyBooks, name: string): string {
  if (templatesOf(books).includes(name)) return name;
  throw tableRelationError('Journal Template Name', name, 'Gen. Journal Template', 'Gen. Journal Batch');
}

function knownAccount(books: CompanyBooks, number: string): string {
  if (number === '' || findAccount(books, number) !== undefined) return number;
  throw tableRelationError('Bal. Account No.', number, 'G/L Account', 'Gen. Journal Batch');
}

/** @source dynamics.md §6.1 and §9.2, 2026-11 */
function checkUnique({ store, company, settings }: CompanyBooks, journal: Journal): void {
  const isTaken = store
    .list(company.id)
    .some(
      (other) =>
        other.id !== journal.id &&
        other.code === journal.code &&
        other.templateDisplayName === journal.templateDisplayName,
    );
  if (!isTaken) return;
  throw new BusinessCentralError(
    settings.sameKeyStatus,
    'Internal_EntityWithSameKeyExists',
    'The record in table Gen. Journal Batch already exists. Identification fields and values: ' +
      `Journal Template Name='${journal.templateDisplayName}',Name='${journal.code}'`,
  );
}
