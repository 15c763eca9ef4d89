import type { Answer } from '../answer.ts';
import { attachmentContent } from './attachments.ts';
import type { Call } from './call.ts';
import { methodNotAllowed } from './errors.ts';
import { entityAnswer, json } from './json-answer.ts';
import { readQuery, selectEntities } from './odata-query.ts';
import { renderEntity } from './odata-render.ts';
import { pageOf } from './paging.ts';
import type { Target } from './resolve.ts';
import type { Service } from './service.ts';

/** Answers a GET: one record, a page of them, or how many there are. */
export function readTarget({ settings, tokens }: Service, call: Call, target: Target): Answer {
  if (target.action !== undefined) throw methodNotAllowed(target.action);
  if (target.asksContent === true) return contentAnswer(target);
  const { set, entity } = target;
  const query = readQuery(new Map(call.url.searchParams), set.type);
  if (entity !== undefined) return entityAnswer(call, target, entity, { status: 200, query });
  const entities = selectEntities(set, query);
  if (target.asksCount) return countAnswer(entities.length);
  const prefer = call.headers['prefer'] ?? '';
  const page = pageOf(entities, { query, url: call.url, prefer, settings, tokens });
  const selected = query.select === undefined ? '' : `(${query.select.join(',')})`;
  return json(200, {
    '@odata.context': `${call.apiBase}/$metadata#${target.path}${selected}`,
    ...(query.count ? { '@odata.count': entities.length } : {}),
    value: page.entities.map((each) => renderEntity(each, set.type, query)),
    ...(page.nextLink === undefined ? {} : { '@odata.nextLink': page.nextLink }),
  });
}

function contentAnswer({ books, entity }: Target): Answer {
  const body = books && entity && attachmentContent(books, entity.id);
  if (body === undefined) throw methodNotAllowed('attachmentContent');
  return { status: 200, headers: { 'odata-version': '4.0' }, contentType: 'application/octet-stream', body };
}

/** A bare number that may begin with a byte-order mark. @source dynamics.md §4.3, 2026-11 */
function countAnswer(count: number): Answer {
  return {
    status: 200,
    headers: { 'odata-version': '4.0' },
    contentType: 'text/plain; charset=utf-8',
    body: `\uFEFF${count}`,
  };
}
