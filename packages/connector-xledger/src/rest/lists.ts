import { SyncError } from '@bilag/core';
import { type JsonObject, textAt } from '../json.ts';
import { objectsAt } from './exact-json.ts';
import type { RestClient } from './rest-client.ts';

const maxPages = 1_000;

/** What all pages of a list may hold together: they stay in memory until the last has come. Far more than an organisation has of anything that is asked for. */
const maxRows = 200_000;
const maxCharacters = 64 * 1024 * 1024;

/**
 * All rows of a list, every page of it. No page size is asked for, as the largest that a gateway allows is not known.
 * @param path below `/v1`, with its own parameters, such as `/accounts`.
 * @throws {SyncError} unless every page was read in full; `ERP_LOOK_UP_INCONCLUSIVE` when there are too many.
 * @source reference of the Xledger API, section 13 (`{items, nextCursor}`, `null` at the end), read 2026-11
 */
export async function readAll(
  path: string,
  client: Pick<RestClient, 'read'>,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = [];
  const seen = new Set<string>();
  let next = '';
  let characters = 0;
  for (let page = 0; page < maxPages; page += 1) {
    const cursor = next === '' ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`;
    const body = await client.read(path + cursor, signal);
    const items = objectsAt(body, 'items');
    if (items === undefined) throw unreadable(path, 'is no page of a list');
    characters += JSON.stringify(items).length;
    if (rows.length + items.length > maxRows || characters > maxCharacters) break;
    for (const item of items) rows.push(item);
    const following = cursorIn(body, path);
    if (following === undefined) return rows;
    if (seen.has(following)) throw unreadable(path, 'repeats a page');
    seen.add(following);
    next = following;
  }
  const message = `The Xledger gateway’s list ${nameOf(path)} is too long to be read in full.`;
  throw new SyncError('ERP_LOOK_UP_INCONCLUSIVE', message);
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

function unreadable(path: string, what: string): SyncError {
  return new SyncError('ERP_UNAVAILABLE', `The Xledger gateway’s answer for ${nameOf(path)} ${what}.`);
}
