import { SyncError } from '@bilag/core';
import { type JsonObject, textAt } from '../json.ts';
import { objectsAt } from './exact-json.ts';
import type { RestClient } from './rest-client.ts';

/** The lists of one look-up, or of one reading of the master data, which together may hold no more than fits in memory. */
export interface Lists {
  /**
   * What `read` makes of the rows of a list, every page of it; nothing else of a row is kept. No page size is asked for, as the largest that a gateway
   * allows is not known.
   * @param path below `/v1`, with its own parameters, such as `/accounts`.
   * @throws {SyncError} unless every page was read in full; `ERP_LOOK_UP_INCONCLUSIVE` when there are too many.
   * @source reference of the Xledger API, section 13 (`{items, nextCursor}`, `null` at the end), read 2026-11
   */
  readAll<T>(path: string, read: (row: JsonObject) => readonly T[], signal: AbortSignal): Promise<readonly T[]>;
}

/** What all pages may hold together: far more than an organisation has of anything that is asked for. */
const maxRows = 300_000;
/** In characters. */
const maxWeight = 64 * 1024 * 1024;
/** What a value counts for besides its text: a gateway may send many that have none. */
const weightOfValue = 16;

/** Opens lists that share their limits. @param mostPages of them all, the first of each list not counted. */
export function createLists(client: Pick<RestClient, 'read'>, mostPages: number): Lists {
  let [pages, rows, weight] = [0, 0, 0];
  /** Gives the cursor of the next page. */
  const readPage = async (path: string, take: (row: JsonObject) => void, signal: AbortSignal) => {
    const body = await client.read(path, signal);
    const items = objectsAt(body, 'items');
    if (items === undefined) throw unreadable(path, 'is no page of a list');
    rows += items.length;
    weight += weightOf(body);
    if (rows > maxRows || weight > maxWeight) throw tooLong(path);
    for (const row of items) take(row);
    return cursorIn(body, path);
  };
  return {
    async readAll<T>(path: string, read: (row: JsonObject) => readonly T[], signal: AbortSignal) {
      const kept: T[] = [];
      const seen = new Set<string>();
      const take = (row: JsonObject) => void kept.push(...read(row));
      let next = await readPage(path, take, signal);
      while (next !== undefined) {
        if (seen.has(next)) throw unreadable(path, 'repeats a page');
        seen.add(next);
        pages += 1;
        if (pages > mostPages) throw tooLong(path);
        const cursor = `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`;
        next = await readPage(path + cursor, take, signal);
      }
      return kept;
    },
  };
}

/** How much there is of an answer. No recursion: how deep it is nested is the gateway’s to say. */
function weightOf(body: JsonObject): number {
  let weight = 0;
  const rest: unknown[] = [body];
  while (rest.length > 0) {
    const value = rest.pop();
    weight += weightOfValue + (typeof value === 'string' ? value.length : 0);
    if (typeof value === 'object' && value !== null) for (const it of Object.values(value)) rest.push(it);
  }
  return weight;
}

/** Some servers leave out what is `null`. */
function cursorIn(body: JsonObject, path: string): string | undefined {
  const { nextCursor = null } = body;
  if (nextCursor === null || nextCursor === '') return undefined;
  const cursor = textAt(body, 'nextCursor');
  if (cursor === undefined || !cursor.isWellFormed())
    throw unreadable(path, 'promises a page that cannot be asked for');
  return cursor;
}

const nameOf = (path: string) => path.replace(/\?.*$/s, '');

function tooLong(path: string): SyncError {
  const message = `The Xledger gateway’s list ${nameOf(path)} is too long to be read in full.`;
  return new SyncError('ERP_LOOK_UP_INCONCLUSIVE', message);
}

function unreadable(path: string, what: string): SyncError {
  return new SyncError('ERP_UNAVAILABLE', `The Xledger gateway’s answer for ${nameOf(path)} ${what}.`);
}
