import { describe, expect, test } from 'vitest';
import type { Measure } from '../src/measures/measure.ts';
import { comparison } from '../src/report/compare.ts';
import { resultOf } from '../src/report/result.ts';

const measure = (direction: 'at-least' | 'at-most', bar: number, good: number): Measure => ({
  title: 'Drain',
  how: 'As it comes.',
  shown: { perSec: 0 },
  bars: [
    {
      id: 'P0',
      what: 'drain',
      ours: { contestant: 'ours', figure: 'perSec' },
      against: { contestant: 'peer', figure: 'perSec' },
      direction,
      bar,
      good,
    },
  ],
  round: () => Promise.reject(new Error('Not run.')),
});

const rounds = (...ratios: number[]) => ratios.map((it) => ({ ours: { perSec: it * 100 }, peer: { perSec: 100 } }));
const resultFor = (direction: 'at-least' | 'at-most', ...ratios: number[]) =>
  resultOf(measure(direction, 1, direction === 'at-least' ? 2 : 0.5), rounds(...ratios), { command: '', load: '1.0' });
const verdict = (...given: Parameters<typeof resultFor>) => resultFor(...given).bars[0]?.verdict;

describe('a bar', () => {
  test('is met by the median, unless a round misses it by more than a fifth', () => {
    expect(verdict('at-least', 0.85, 1.1, 1.2)).toBe('met');
    expect(verdict('at-least', 0.75, 1.1, 1.2)).toBe('missed');
    expect(verdict('at-least', 0.9, 0.99, 1.5)).toBe('missed');
  });

  test('that limits from above is met likewise', () => {
    expect(verdict('at-most', 0.9, 1, 1.25)).toBe('met');
    expect(verdict('at-most', 0.9, 1, 1.3)).toBe('missed');
    expect(verdict('at-most', 0.4, 0.5, 0.6)).toBe('good');
  });

  test('compares figures of the same round, so that a slow hour counts for both', () => {
    const fastAndSlow = [
      { ours: { perSec: 200 }, peer: { perSec: 100 } },
      { ours: { perSec: 20 }, peer: { perSec: 10 } },
    ];
    const { bars } = resultOf(measure('at-least', 1, 2), fastAndSlow, { command: '', load: '1.0, 9.0' });
    expect(bars[0]).toMatchObject({ ratio: { median: 2, min: 2, max: 2 }, verdict: 'good' });
  });
});

test('a ratio below everything that the baseline has seen is named as worse, above it as better', () => {
  const baseline = {
    machine: { processors: '', memory: '', system: '', versions: {} },
    measures: [resultFor('at-least', 1, 1.1, 1.2)],
  };
  expect(comparison([resultFor('at-least', 0.9)], baseline)).toMatch(/P0 .*-18 %.*WORSE/);
  expect(comparison([resultFor('at-least', 1.3)], baseline)).toMatch(/P0 .*\+18 %.*better/);
  expect(comparison([resultFor('at-least', 1.15)], baseline)).toMatch(/as before/);
  expect(comparison([resultFor('at-least', 1)], undefined)).toMatch(/new/);
});
