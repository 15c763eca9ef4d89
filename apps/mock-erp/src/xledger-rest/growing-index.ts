/** Finds the elements of a list by a key, without looking at all of them each time. */
export interface GrowingIndex<T> {
  /**
   * The elements with this key, in the list's order. `place` is whose list it is: while it is the same, elements that were there stay as they are, and
   * new ones come at the end. A list that begins anew is noticed.
   */
  find(place: object, list: readonly T[], key: string): readonly T[];
}

interface Known<T> {
  readonly byKey: Map<string, T[]>;
  count: number;
  last: T | undefined;
}

/** An index that looks at each element once; it forgets a place with the place itself. */
export function createGrowingIndex<T>(keysOf: (element: T) => Iterable<string>): GrowingIndex<T> {
  const places = new WeakMap<object, Known<T>>();
  return {
    find(place, list, key) {
      const before = places.get(place);
      const goesOn = before !== undefined && before.count <= list.length && list[before.count - 1] === before.last;
      const known = goesOn ? before : { byKey: new Map<string, T[]>(), count: 0, last: undefined };
      for (const element of list.slice(known.count)) {
        for (const it of new Set(keysOf(element))) add(known.byKey, it, element);
      }
      known.count = list.length;
      known.last = list.at(-1);
      places.set(place, known);
      return known.byKey.get(key) ?? [];
    },
  };
}

function add<T>(byKey: Map<string, T[]>, key: string, element: T): void {
  const elements = byKey.get(key);
  if (elements === undefined) byKey.set(key, [element]);
  else elements.push(element);
}
