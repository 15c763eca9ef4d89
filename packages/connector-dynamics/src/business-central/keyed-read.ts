import { SyncError } from '@bilag/core';
import { isRow, type Row } from '../exact-json.ts';
import { type BusinessCentralClient, headersOf, type ListReading, maxBatchItems } from './business-central-client.ts';
import { type ErpAnswer, errorOfAnswer, isTooLarge, unreadableAnswer } from './business-central-errors.ts';

/** Rows to read by the values of one field. */
export interface KeyedRead extends Omit<ListReading, 'api'> {
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

/**
 * Rows with their dimensions come in pages of a thousand, which are read also with twenty dimensions each. There may be many: a voucher of 500 lines shows as up to
 * 1,500 entries, as each line may have its VAT on one or two of its own.
 */
export const rowsWithDimensions = { rowsPerPage: 1_000 } as const;

/** A batch may have so many pages’ rows in all: three thousand rows with seven dimensions each are read as one answer. */
const pagesPerBatch = 3;

/** @source dynamics.md §4.2, 2026-11: about 25 alternatives in one filter, and no `in`. */
const keysPerFilter = 25;

/**
 * All rows whose field has one of these values, from the ledger's own database: one request for 25 keys, and one for 2,500, unless it has too much to answer: then
 * one for every 25 after all, page by page.
 * @throws {SyncError} retryable or permanent; never a part of the rows.
 */
export async function readByKeys(
  client: BusinessCentralClient,
  read: KeyedRead,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const { path, field, keys, and, query } = read;
  const paths = keyChunks([...new Set(keys)]).map((chunk) => {
    const filter = and === undefined ? filterOf(field, chunk) : `(${filterOf(field, chunk)}) and ${and}`;
    return `${path}?$filter=${encodeURIComponent(filter)}&${query}`;
  });
  if (paths.length <= 1) return await readOneByOne(client, paths, read, signal);
  try {
    return await readTogether(client, paths, read, signal);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    return await readOneByOne(client, paths, read, signal);
  }
}

async function readOneByOne(
  client: BusinessCentralClient,
  paths: readonly string[],
  { attempt, rowsPerPage }: KeyedRead,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const rows: (readonly Row[])[] = [];
  for (const path of paths) rows.push(await client.readAll(path, attempt, signal, { rowsPerPage }));
  return rows.flat();
}

async function readTogether(
  client: BusinessCentralClient,
  paths: readonly string[],
  { attempt, rowsPerPage }: KeyedRead,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const rows: (readonly Row[])[] = [];
  for (const chunk of chunksOf(paths, maxBatchItems)) {
    const share = rowsPerPage === undefined ? undefined : Math.floor((pagesPerBatch * rowsPerPage) / chunk.length);
    const headers = headersOf({ rowsPerPage: share });
    const items = chunk.map((path, at) => ({ id: String(at + 1), method: 'GET', path, headers }) as const);
    const answers = await client.batch(items, 'read', attempt, signal);
    for (const { id } of items) {
      rows.push(await client.readRest(pageOf(answers.get(id), attempt), attempt, signal, { rowsPerPage }));
    }
  }
  return rows.flat();
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

/** A text in a filter, whatever is in it. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A filter for rows whose field has one of these values; codes of ours, in which nothing needs escaping. */
export function filterOf(field: string, keys: readonly string[]): string {
  return keys.map((key) => `${field} eq '${key}'`).join(' or ');
}

/** Consecutive pieces of at most `size`. */
export function chunksOf<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
