import { currentAndPreviousMonth, parseLedgerMonth } from '@bilag/core';
import { expect, test } from 'vitest';

test.each([
  ['2026-03', '2026-03-01', '2026-03-31'],
  ['2026-04', '2026-04-01', '2026-04-30'],
  ['2026-12', '2026-12-01', '2026-12-31'],
  ['2026-02', '2026-02-01', '2026-02-28'],
  ['2024-02', '2024-02-01', '2024-02-29'],
  ['2100-02', '2100-02-01', '2100-02-28'],
])('the month %s goes from its first to its last day', (month, from, to) => {
  expect(parseLedgerMonth(month)).toEqual({ month, from, to });
});

test.each(['2026-13', '2026-00', '2026-3', '2026', '26-03', '2026-03-01', '1800-01', ''])(
  '«%s» is no month',
  (text) => {
    expect(() => parseLedgerMonth(text)).toThrow(expect.objectContaining({ code: 'INVALID_DATE', field: 'month' }));
  },
);

test.each([
  ['2026-11-24T01:45:00Z', ['2026-11', '2026-10']],
  ['2026-01-15T01:45:00Z', ['2026-01', '2025-12']],
  // Already the next month, or still the last one, by the clock in Norway.
  ['2026-03-31T22:30:00Z', ['2026-04', '2026-03']],
  ['2026-12-31T22:59:00Z', ['2026-12', '2026-11']],
  ['2026-12-31T23:01:00Z', ['2027-01', '2026-12']],
])('at %s the months are those of the bookkeeping in Norway', (instant, months) => {
  expect(currentAndPreviousMonth(new Date(instant)).map(({ month }) => month)).toEqual(months);
});
