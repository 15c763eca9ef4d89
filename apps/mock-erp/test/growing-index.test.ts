import { expect, test } from 'vitest';
import { createGrowingIndex } from '../src/xledger-rest/growing-index.ts';

interface Row {
  readonly names: readonly string[];
}

const row = (...names: readonly string[]): Row => ({ names });

test('elements are found by any of their keys, once each and in order, also those that came later', () => {
  const index = createGrowingIndex(({ names }: Row) => names);
  const rows = [row('a'), row('b'), row('a', 'a', 'b')];
  expect(index.find(rows, rows, 'a')).toEqual([rows[0], rows[2]]);
  rows.push(row('a'), row());
  expect(index.find(rows, rows, 'a')).toEqual([rows[0], rows[2], rows[3]]);
  expect(index.find(rows, rows, 'c')).toEqual([]);
});

test('a list that begins anew is noticed, whether it is shorter, as long or longer', () => {
  for (const length of [0, 1, 2, 5]) {
    const index = createGrowingIndex(({ names }: Row) => names);
    const place = {};
    expect(index.find(place, [row('a'), row('a')], 'a')).toHaveLength(2);
    const anew = Array.from({ length }, () => row('a'));
    expect(index.find(place, anew, 'a')).toEqual(anew);
  }
});

test('places know nothing of each other', () => {
  const index = createGrowingIndex(({ names }: Row) => names);
  expect(index.find({}, [row('a')], 'a')).toHaveLength(1);
  expect(index.find({}, [row('b')], 'a')).toEqual([]);
});
