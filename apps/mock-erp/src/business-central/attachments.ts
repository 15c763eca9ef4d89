import { randomUUID } from 'node:crypto';
import type { CompanyBooks } from './company-books.ts';
import { type Entity, type EntitySet, entitySet } from './entity.ts';
import { ATTACHMENT } from './entity-types.ts';
import type { LedgerEntry } from './entry-book.ts';
import { badRequest, dialogError, noSuchRecord } from './errors.ts';
import { etagOf } from './etags.ts';
import type { Attachment } from './journal-store.ts';
import { fitting, unescapeEnum } from './text-values.ts';

/** Files of the company; only those of its journal lines exist here. @source dynamics.md §12, 2026-11 */
export function allAttachments({ store, company }: CompanyBooks): EntitySet {
  return entitySet(ATTACHMENT, store.listAttachments(company.id).map(attachmentEntity));
}

/** The files on a journal line. */
export function lineAttachmentSet({ store, company }: CompanyBooks, lineId: string): EntitySet {
  const all = store.listAttachments(company.id).filter(({ parentId }) => parentId === lineId);
  return entitySet(ATTACHMENT, all.map(attachmentEntity));
}

/** The files of the line that a posted entry comes from, where they follow it. */
export function entryAttachmentSet(books: CompanyBooks, { id, lineId }: LedgerEntry): EntitySet {
  if (books.settings.attachmentsAfterPosting === 'gone') return entitySet(ATTACHMENT, []);
  const entities = lineAttachmentSet(books, lineId).list();
  const asOfEntry = (entity: Entity): Entity => ({
    ...entity,
    values: { ...entity.values, parentId: id, parentType: 'General Ledger Entry' },
  });
  return entitySet(ATTACHMENT, entities.map(asOfEntry));
}

/** A file as the API shows it, without its content. */
export function attachmentEntity(attachment: Attachment): Entity {
  const { id, parentId, fileName, version, modifiedAt } = attachment;
  const byteSize = contentOf(attachment).length;
  const values = { id, parentId, fileName, byteSize, lastModifiedDateTime: modifiedAt, parentType: 'Journal' };
  return { id, etag: etagOf(version), values };
}

const REFUSED_PARENTS = ['Employee', 'Job', 'Item', 'Customer', 'Vendor'];
const OTHER_PARENTS = ['Sales Order', 'Sales Quote', 'Sales Credit Memo', 'Sales Invoice', 'Purchase Invoice'];
const NO_DOCUMENT = 'No document with the specified ID exists.';

/** Makes a file without content on a journal line, named in the body or by the path. @source dynamics.md §12, 2026-11 */
export function createAttachment(
  books: CompanyBooks,
  body: Record<string, unknown>,
  parentByPath: string | undefined,
): Attachment {
  const parentType = parentByPath === undefined ? unescapeEnum(textIn(body, 'parentType')) : 'Journal';
  const parentId = parentByPath ?? textIn(body, 'parentId').toLowerCase();
  checkParentType(parentType);
  if (parentId === '') throw dialogError('You must specify a document id and a document type to get the attachments.');
  if (parentType !== 'Journal' || !hasLine(books, parentId)) throw dialogError(NO_DOCUMENT);
  const fileName = fitting(textIn(body, 'fileName'), 250);
  const attachment: Attachment = {
    companyId: books.company.id,
    id: randomUUID(),
    parentId,
    fileName: isFileName(fileName) ? fileName : 'filename.txt',
    contentBase64: '',
    version: books.store.nextVersion(),
    modifiedAt: books.clock.now().toISOString(),
  };
  books.store.putAttachment(attachment);
  return attachment;
}

/** Renames a file; what it hangs on stays. @source dynamics.md §12, 2026-11 */
export function updateAttachment(books: CompanyBooks, id: string, body: Record<string, unknown>): Attachment {
  const before = attachmentOf(books, id);
  const keys = { id: before.id, parentId: before.parentId, parentType: 'Journal' };
  for (const [name, value] of Object.entries(keys)) {
    const isChanged = body[name] !== undefined && unescapeEnum(textIn(body, name)) !== value;
    if (isChanged) throw dialogError(`You cannot change the value of the key field ${name}.`);
  }
  return save(books, { ...before, fileName: fitting(textIn(body, 'fileName', before.fileName), 250) });
}

/** Replaces the content; only while the line is there. */
export function changeAttachmentContent(books: CompanyBooks, id: string, content: Buffer): void {
  const before = attachmentOf(books, id);
  if (!hasLine(books, before.parentId)) throw dialogError(NO_DOCUMENT);
  save(books, { ...before, contentBase64: content.toString('base64') });
}

/** The content of a file. */
export function attachmentContent(books: CompanyBooks, id: string): Buffer {
  return contentOf(attachmentOf(books, id));
}

/** Takes a file away. */
export function deleteAttachment(books: CompanyBooks, id: string): void {
  books.store.removeAttachment(attachmentOf(books, id).id);
}

/** Takes away the files on these lines. */
export function dropAttachments({ store, company }: CompanyBooks, lines: readonly { readonly id: string }[]): void {
  const ids = new Set(lines.map(({ id }) => id));
  for (const { id, parentId } of store.listAttachments(company.id)) if (ids.has(parentId)) store.removeAttachment(id);
}

function save(books: CompanyBooks, attachment: Attachment): Attachment {
  const { store, clock } = books;
  const saved = { ...attachment, version: store.nextVersion(), modifiedAt: clock.now().toISOString() };
  store.putAttachment(saved);
  return saved;
}

function attachmentOf({ store, company }: CompanyBooks, id: string): Attachment {
  const found = store.listAttachments(company.id).find((it) => it.id === id);
  if (found === undefined) throw noSuchRecord('attachments', id);
  return found;
}

function checkParentType(parentType: string): void {
  if (REFUSED_PARENTS.includes(parentType)) {
    throw dialogError(`Parent type ${parentType} is not supported. Use documentAttachments API instead.`);
  }
  if (['', 'Journal', ...OTHER_PARENTS].includes(parentType)) return;
  throw badRequest(`'${parentType}' is not an option. The existing options are: Journal`, 'Unknown');
}

/** What is sent as a text was checked to be one. */
function textIn(body: Record<string, unknown>, name: string, otherwise = ''): string {
  const value = body[name];
  return typeof value === 'string' ? value : otherwise;
}

function hasLine({ store, company }: CompanyBooks, lineId: string): boolean {
  return store.list(company.id).some(({ lines }) => lines.some(({ id }) => id === lineId));
}

function isFileName(name: string): boolean {
  return name.trim() !== '' && !/[\\/:*?"<>|]/.test(name);
}

function contentOf({ contentBase64 }: Attachment): Buffer {
  return Buffer.from(contentBase64, 'base64');
}
