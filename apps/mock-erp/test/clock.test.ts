import { expect, test } from 'vitest';
import { createMockClock } from '../src/clock.ts';

const NOON = new Date('2026-03-05T12:00:00Z');

test('a frozen clock stands still until it is moved', () => {
  const clock = createMockClock();
  clock.freeze();
  clock.set(NOON);
  expect(clock.now()).toEqual(NOON);
  clock.advance(90_000);
  expect(clock.now()).toEqual(new Date('2026-03-05T12:01:30Z'));
});

test('a clock that runs on keeps the offset it was given', () => {
  const clock = createMockClock(NOON);
  clock.freeze();
  clock.advance(3_600_000);
  clock.resume();
  const sinceOneMs = clock.now().getTime() - Date.parse('2026-03-05T13:00:00Z');
  expect(sinceOneMs).toBeGreaterThanOrEqual(0);
  expect(sinceOneMs).toBeLessThan(60_000);
  expect(clock.frozen).toBe(false);
});

test('a clock refuses an instant that is none', () => {
  expect(() => createMockClock().set(new Date('never'))).toThrow(RangeError);
});
