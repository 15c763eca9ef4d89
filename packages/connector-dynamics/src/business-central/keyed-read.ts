import { SyncError } from '@bilag/core';
import { isRow, type Row } from '../exact-json.ts';
import { type BusinessCentralClient, fromPrimary, maxBatchItems } from './business-central-client.ts';
import { type ErpAnswer, errorOfAnswer, unreadableAnswer } from './business-central-errors.ts';

/** Rows to read by the values of one field. */
export interface KeyedRead {
  /** Path of the list under `…/api/v2.0/`. */
  readonly path: string;
  readonly field: string;
  /** Codes of ours: nothing in them needs escaping. */
  readonly keys: readonly string[];
  /** What has to hold besides, as a filter. */
  readonly and?: string;
  /** Further query options, such as `$select=…`. */
  readonly query: string;
  readonly attempt: string;
}

/** @source dynamics.md §4.2, 2026-11: about 25 alternatives in one filter, and no `in`. */
const keysPerFilter = 25;

/**
 * All rows whose field has one of these values, from the ledger's own database: one request for 25 keys, and one for 2,500.
 * @throws {SyncError} retryable or permanent; never a part of the rows.
 */
export async function readByKeys(
  client: BusinessCentralClient,
  { path, field, keys, and, query, attempt }: KeyedRead,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const paths = keyChunks([...new Set(keys)]).map((chunk) => {
    const filter = and === undefined ? filterOf(field, chunk) : `(${filterOf(field, chunk)}) and ${and}`;
    return `${path}?$filter=${encodeURIComponent(filter)}&${query}`;
  });
  const [only, ...more] = paths;
  if (only === undefined) return [];
  if (more.length === 0) return await client.readAll(only, attempt, signal);
  const rows: Row[] = [];
  for (const chunk of chunksOf(paths, maxBatchItems)) {
    const items = chunk.map(
      (it, at) => ({ id: String(at + 1), method: 'GET', path: it, headers: fromPrimary }) as const,
    );
    const answers = await client.batch(items, 'read', attempt, signal);
    for (const { id } of items)
      rows.push(...(await client.readRest(pageOf(answers.get(id), attempt), attempt, signal)));
  }
  return rows;
}

function pageOf(answer: ErpAnswer | undefined, attempt: string): Row {
  if (answer === undefined) {
    throw new SyncError(
      'ERP_UNAVAILABLE',
      `Business Central left out a part of the answer to the request to ${attempt}.`,
    );
  }
  if (answer.status !== 200) throw errorOfAnswer(answer, 'read', attempt);
  if (isRow(answer.body)) return answer.body;
  throw unreadableAnswer(answer, 'read', attempt);
}

/** Keys, as many as one filter takes. */
export function keyChunks<T extends string>(keys: readonly T[]): readonly (readonly T[])[] {
  return chunksOf(keys, keysPerFilter);
}

/** A filter for rows whose field has one of these values; codes of ours, in which nothing needs escaping. */
export function filterOf(field: string, keys: readonly string[]): string {
  return keys.map((key) => `${field} eq '${key}'`).join(' or ');
}

/** Consecutive pieces of at most `size`. */
export function chunksOf<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
