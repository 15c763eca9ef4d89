import { refusal } from './rest-error.ts';

/** A page and where the next one begins. */
export interface Page<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/** The parameters of a call's address, as Fastify parses them. */
export type Query = Readonly<Record<string, unknown>>;

/** A parameter that may be given once. @throws {RestError} 400 */
export function parameter(query: Query, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw refusal(400, 'invalid_value', `${name} is given more than once.`);
}

/** @throws {RestError} 400 when there are others than these. */
export function refuseUnknownParameters(query: Query, known: readonly string[]): void {
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown !== undefined) throw refusal(400, 'unknown_parameter', `There is no parameter ${unknown}.`);
}

/** One page of the rows, from `cursor` on. @throws {RestError} 400 for a `limit` or `cursor` that is none. */
export function pageOfRows<Row>(rows: readonly Row[], query: Query, pageLimit: number): Page<Row> {
  const start = readCursor(parameter(query, 'cursor'));
  const end = start + readLimit(parameter(query, 'limit'), pageLimit);
  return { items: rows.slice(start, end), nextCursor: end < rows.length ? writeCursor(end) : null };
}

function readLimit(text: string | undefined, pageLimit: number): number {
  if (text === undefined) return pageLimit;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > pageLimit) throw refusal(400, 'invalid_limit', `limit goes from 1 to ${pageLimit}.`);
  return limit;
}

/** Rows are never taken out of the lists but by a person, so a place is as good as a key. */
function writeCursor(start: number): string {
  return Buffer.from(`from ${start}`, 'utf8').toString('base64url');
}

function readCursor(text: string | undefined): number {
  if (text === undefined) return 0;
  const start = /^from (\d{1,9})$/.exec(Buffer.from(text, 'base64url').toString('utf8'))?.[1];
  if (start === undefined) throw refusal(400, 'invalid_cursor', 'cursor is none that was given out.');
  return Number(start);
}
