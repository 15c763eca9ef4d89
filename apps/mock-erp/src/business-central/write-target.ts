import type { Answer } from '../answer.ts';
import { changeAttachmentContent } from './attachments.ts';
import type { Call } from './call.ts';
import type { CompanyBooks } from './company-books.ts';
import type { Entity } from './entity.ts';
import { BusinessCentralError, methodNotAllowed, noSuchResource } from './errors.ts';
import { checkIfMatch } from './etags.ts';
import { journalOf } from './find-journal.ts';
import { entityAnswer, noContent } from './json-answer.ts';
import { checkBody, readBody } from './json-body.ts';
import { readQuery } from './odata-query.ts';
import { postJournal } from './post.ts';
import type { Target } from './resolve.ts';
import { type Writer, writerFor } from './writers.ts';

/** Runs the one action there is: `Microsoft.NAV.post` on a journal. @source dynamics.md §8.1, 2026-11 */
export function runAction(call: Call, target: Target, books: CompanyBooks): Answer {
  const { action = '', entity, set } = target;
  const isExact = action === 'Microsoft.NAV.post';
  const isAlike = books.settings.actionNameCasing === 'any' && /^microsoft\.nav\.post$/i.test(action);
  if (set.type.set !== 'journals' || entity === undefined || !(isExact || isAlike)) throw noSuchResource(action);
  if (call.method !== 'POST') throw methodNotAllowed(action);
  checkIfMatch(call.headers['if-match'], entity.etag, { required: false, settings: books.settings });
  postJournal(books, journalOf(books, entity.id));
  return noContent();
}

/** Makes, changes or deletes a journal, a line or a dimension line. */
export function writeTarget(call: Call, target: Target, books: CompanyBooks): Answer {
  if (target.asksContent === true) return writeContent(call, target, books);
  const writer = writerFor(books, target);
  if (writer === undefined || target.asksCount) throw methodNotAllowed(target.set.type.set);
  const { entity } = target;
  if (call.method === 'POST' && entity === undefined) return create(call, target, books, writer);
  if (call.method === 'PATCH' && entity !== undefined) return update(call, target, books, { writer, entity });
  if (call.method === 'DELETE' && entity !== undefined) {
    checkIfMatch(call.headers['if-match'], entity.etag, { required: false, settings: books.settings });
    writer.remove(entity.id);
    return noContent();
  }
  throw methodNotAllowed(target.set.type.set);
}

/** @source dynamics.md §12, 2026-11 */
function writeContent(call: Call, { entity }: Target, books: CompanyBooks): Answer {
  if (entity === undefined || !['PATCH', 'PUT'].includes(call.method)) throw methodNotAllowed('attachmentContent');
  checkIfMatch(call.headers['if-match'], entity.etag, { required: true, settings: books.settings });
  changeAttachmentContent(books, entity.id, call.bytes ?? Buffer.from(call.body));
  return noContent();
}

function create(call: Call, target: Target, books: CompanyBooks, writer: Writer): Answer {
  const body = bodyOf(call, target, books);
  const made = writer.create(body);
  const location = `${call.apiBase}/${target.path}(${made.id})`;
  return written(call, target, books, { entity: made, status: 201, headers: { location } });
}

function update(
  call: Call,
  target: Target,
  books: CompanyBooks,
  { writer, entity }: { writer: Writer; entity: Entity },
): Answer {
  checkIfMatch(call.headers['if-match'], entity.etag, { required: true, settings: books.settings });
  const changed = writer.update(entity.id, bodyOf(call, target, books));
  return written(call, target, books, { entity: changed, status: 200, headers: {} });
}

function written(
  call: Call,
  target: Target,
  { settings }: CompanyBooks,
  { entity, status, headers }: { entity: Entity; status: number; headers: Readonly<Record<string, string>> },
): Answer {
  const prefer = call.headers['prefer'] ?? '';
  const isMinimal = settings.returnMinimal === 'no-content' && /return=minimal/.test(prefer);
  if (isMinimal || /return-no-content/.test(prefer)) return noContent({ ...headers, etag: entity.etag });
  const query = readQuery(new Map(call.url.searchParams), target.set.type);
  const answer = entityAnswer(call, target, entity, { status, query });
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function bodyOf(call: Call, target: Target, { settings }: CompanyBooks): Record<string, unknown> {
  const contentType = call.headers['content-type'] ?? '';
  if (!contentType.startsWith('application/json')) {
    const message = `A supported MIME type could not be found that matches the content type of the request. '${contentType}'`;
    throw new BusinessCentralError(settings.missingContentTypeStatus, 'BadRequest', message);
  }
  const body = readBody(call.body);
  checkBody(body, target.set.type);
  return body;
}
