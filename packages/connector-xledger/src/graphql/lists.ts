import { SyncError } from '@bilag/core';
import { isObject, type JsonObject, objectAt } from '../json.ts';
import { type Questions, unreadable } from './questions.ts';

/** A list of Xledger's, and which of its records with which fields are wanted. */
export interface ListQuestion {
  /** The query's field, such as `glImportItems`. */
  readonly list: string;
  /** GraphQL selection of the record's fields. */
  readonly fields: string;
  /** Arguments besides paging, such as `objectStatus: OPEN`. */
  readonly args?: string;
  /** What the arguments refer to by `$references`, as `[String!]!`. */
  readonly references?: readonly string[];
  /** A second query field, asked along with the first page. */
  readonly along?: string;
  /** Told the `data` of the first page, for what was asked along. */
  readonly onFirstPage?: (data: JsonObject) => void;
}

/** Records of one page, and after which cursor the next one begins. */
export interface Page {
  readonly nodes: readonly JsonObject[];
  readonly next: string | undefined;
}

/** Records per page; the ceiling is 10,000. @source reference of the Xledger API, section 3, read 2026-11 */
export const pageSize = 5_000;
const maxPages = 200;

/**
 * All records of a list, every page of it, oldest first. The next page begins after the last edge's cursor; `edges` is null when empty.
 * With a first page that has been read, it goes on from there.
 * @throws {SyncError} unless every page was read in full; `ERP_LOOK_UP_INCONCLUSIVE` when there are too many.
 * @source reference of the Xledger API, section 3, read 2026-11
 */
export async function readAll(
  question: ListQuestion,
  questions: Questions,
  signal: AbortSignal,
  firstPage?: Page,
): Promise<JsonObject[]> {
  const records = [...(firstPage?.nodes ?? [])];
  if (firstPage !== undefined && firstPage.next === undefined) return records;
  let after = firstPage?.next;
  for (let page = 0; page < maxPages; page += 1) {
    const { query, variables } = phrase(question, after);
    const data = await questions.ask(query, variables, signal);
    if (after === undefined) question.onFirstPage?.(data);
    const { nodes, next } = readPage(objectAt(data, question.list));
    records.push(...nodes);
    if (next === undefined) return records;
    if (next === after) throw unreadable('repeats a page');
    after = next;
  }
  throw new SyncError('ERP_LOOK_UP_INCONCLUSIVE', `Xledger’s list ${question.list} is too long to be read in full.`);
}

function phrase(question: ListQuestion, after: string | undefined) {
  const { references, along = '' } = question;
  const declared = [
    ...(references === undefined ? [] : ['$references: [String!]!']),
    ...(after === undefined ? [] : ['$after: String']),
  ];
  const paging = `first: ${pageSize}${after === undefined ? '' : ', after: $after'}`;
  const head = declared.length === 0 ? 'query' : `query (${declared.join(', ')})`;
  const query = `${head} { ${connectionText(question, paging)} ${after === undefined ? along : ''} }`;
  return {
    query,
    variables: { ...(references === undefined ? {} : { references }), ...(after === undefined ? {} : { after }) },
  };
}

/** A list as it stands in a query. */
export function connectionText({ list, fields, args }: ListQuestion, paging: string): string {
  const all = args === undefined ? paging : `${paging}, ${args}`;
  return `${list}(${all}) { edges { cursor node { ${fields} } } pageInfo { hasNextPage } }`;
}

/** Reads one page. @throws {SyncError} `ERP_UNAVAILABLE` unless it is one, and says whether there are more. */
export function readPage(connection: JsonObject | undefined): Page {
  const hasNextPage = objectAt(connection ?? {}, 'pageInfo')?.['hasNextPage'];
  const edges = connection?.['edges'] === null ? [] : connection?.['edges'];
  if (!Array.isArray(edges) || typeof hasNextPage !== 'boolean') throw unreadable('is no page of a list');
  const nodes = edges.map((edge: unknown) => {
    const node = isObject(edge) ? objectAt(edge, 'node') : undefined;
    if (node === undefined) throw unreadable('has an entry without a record');
    return node;
  });
  if (!hasNextPage) return { nodes, next: undefined };
  const last: unknown = edges.at(-1);
  const cursor = isObject(last) ? last['cursor'] : undefined;
  if (typeof cursor !== 'string' && typeof cursor !== 'number')
    throw unreadable('promises a page that cannot be asked for');
  return { nodes, next: String(cursor) };
}
