import { forecast, monthProgress } from '@bilag/core';
import { expect, test } from 'vitest';

test('the month is that of the clock in Norway, also around midnight', () => {
  expect(monthProgress(new Date('2026-10-31T22:59:59Z')).month).toBe('2026-10');
  expect(monthProgress(new Date('2026-10-31T23:00:00Z')).month).toBe('2026-11');
  expect(monthProgress(new Date('2026-06-30T22:00:00Z')).month).toBe('2026-07');
});

test('half a month’s usage becomes twice as much by its end', () => {
  // The 16th of November at noon is not the middle of 30 days: that is the midnight before.
  const middle = monthProgress(new Date('2026-11-15T23:00:00Z'));
  expect(middle).toEqual({ month: '2026-11', elapsedShare: 0.5 });
  expect(forecast(1_234, middle)).toBe(2_468);
});

test('February of a leap year has 29 days', () => {
  expect(monthProgress(new Date('2028-02-29T23:00:00Z'))).toMatchObject({ month: '2028-03' });
  expect(monthProgress(new Date('2028-02-14T23:00:00Z')).elapsedShare).toBeCloseTo(14 / 29, 10);
});

test('in the first hours a month is reckoned as one day old, so that a few requests are no alarm', () => {
  const [early, late] = [new Date('2026-11-01T01:15:00Z'), new Date('2026-11-01T22:59:00Z')].map(monthProgress);
  expect(early?.elapsedShare).toBeCloseTo(1 / 30, 10);
  expect(late).toEqual(early);
});

test('at the end of the month the forecast is what was used', () => {
  expect(forecast(5_000, monthProgress(new Date('2026-11-30T22:59:59Z')))).toBe(5_000);
  expect(forecast(0, monthProgress(new Date('2026-11-10T00:00:00Z')))).toBe(0);
});

test('the day on which clocks are put back does not make a month longer than it is', () => {
  for (let hour = 0; hour <= 48; hour += 1) {
    const at = new Date(Date.parse('2026-10-24T12:00:00Z') + hour * 3_600_000);
    const { elapsedShare } = monthProgress(at);
    expect(elapsedShare).toBeGreaterThan(23 / 31);
    expect(elapsedShare).toBeLessThanOrEqual(1);
  }
});
