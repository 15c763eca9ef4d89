import { unknownCursor } from './cursor.ts';
import type { ListQuery } from './schemas/master-data.ts';

/** A page of a list. */
export interface ListPage<T> {
  readonly items: readonly T[];
  /** `null` at the end. */
  readonly nextCursor: string | null;
}

/** Cuts pages of lists of one kind. `name` says which list, so that a cursor of another one is refused. */
export type Pager<T> = (name: string, list: readonly T[], query: ListQuery) => ListPage<T>;

type TextOf<T> = (item: T) => string;

const defaultLimit = 100;

/**
 * Pages by key, which need not be unique. A page begins after the last key of the page before, so that it is right also when the list has been read anew
 * between them. Throws {@link SyncError} `VALIDATION_FAILED` for a cursor that the list has not given out.
 */
export function createPager<T>(keyOf: TextOf<T>, nameOf: TextOf<T>): Pager<T> {
  // Each list is sorted once, however often it is asked for.
  const sortedLists = new WeakMap<readonly T[], readonly T[]>();
  const sorted = (list: readonly T[]): readonly T[] => {
    const result = sortedLists.get(list) ?? list.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
    sortedLists.set(list, result);
    return result;
  };
  const matching = (list: readonly T[], q: string): readonly T[] => {
    const wanted = folded(q);
    return list.filter((it) => folded(keyOf(it)).includes(wanted) || folded(nameOf(it)).includes(wanted));
  };
  return (name, list, { limit = defaultLimit, cursor, q = '' }) => {
    const after = cursor === undefined ? undefined : readCursor(name, cursor);
    const keys = q === '' ? sorted(list) : matching(sorted(list), q);
    const from = after === undefined ? 0 : startAfter(keys.map(keyOf), after);
    const items = keys.slice(from, from + limit);
    const last = items.at(-1);
    if (last === undefined || from + limit >= keys.length) return { items, nextCursor: null };
    const key = keyOf(last);
    const shown = keys.slice(0, from + limit).filter((it) => keyOf(it) === key).length;
    return { items, nextCursor: writeCursor(name, [key, shown]) };
  };
}

/** A key, and how many with it have been shown. */
type Place = readonly [key: string, shown: number];

const folded = (text: string) => text.normalize('NFC').toLowerCase();
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function startAfter(keys: readonly string[], [key, shown]: Place): number {
  const first = keys.findIndex((it) => it >= key);
  if (first < 0) return keys.length;
  const same = keys.filter((it) => it === key).length;
  return first + Math.min(same, shown);
}

function writeCursor(name: string, place: Place): string {
  return Buffer.from(JSON.stringify([name, ...place])).toString('base64url');
}

function readCursor(name: string, cursor: string): Place {
  const [list, key, shown] = partsOf(cursor);
  const isPlace = list === name && typeof key === 'string' && typeof shown === 'number';
  if (isPlace && writeCursor(name, [key, shown]) === cursor) return [key, shown];
  throw unknownCursor();
}

function partsOf(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
