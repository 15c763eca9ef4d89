import type { Answer } from '../answer.ts';
import type { Call } from './call.ts';
import type { Entity } from './entity.ts';
import type { Query } from './odata-query.ts';
import { renderEntity } from './odata-render.ts';
import type { Target } from './resolve.ts';

/** What every answer is marked with. @source dynamics.md §10, 2026-11 */
export const ODATA_CONTENT_TYPE = 'application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8';

/** An OData answer in JSON. */
export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'odata-version': '4.0', ...headers }, contentType: ODATA_CONTENT_TYPE, body };
}

/** An answer that says only that it worked. */
export function noContent(headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 204, headers: { 'odata-version': '4.0', ...headers } };
}

/** One record. */
export function entityAnswer(
  call: Call,
  { set, path }: Pick<Target, 'set' | 'path'>,
  entity: Entity,
  { status, query }: { status: number; query: Pick<Query, 'select' | 'expand'> },
): Answer {
  // The context names the set, even where the path leads to one record in it.
  const setPath = path.replace(/\([^()]*\)$/, '');
  const context = { '@odata.context': `${call.apiBase}/$metadata#${setPath}/$entity` };
  return json(status, { ...context, ...renderEntity(entity, set.type, query) }, { etag: entity.etag });
}
