import { expect, test } from 'vitest';
import { retryAfterMs } from '../src/index.ts';

const now = Date.UTC(2026, 10, 24, 12, 0, 0);

test.each([
  ['7', 7_000],
  [' 7 ', 7_000],
  ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
  ['0', 1_000],
  ['Tue, 24 Nov 2026 11:00:00 GMT', 1_000],
  ['999999999999', 86_400_000],
  ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
  ['soon', undefined],
  ['', undefined],
])('«%s» asks to wait %d ms', (text, ms) => {
  expect(retryAfterMs({ headers: { 'retry-after': text } }, now)).toBe(ms);
});

test('who does not say how long asks for no wait', () => {
  expect(retryAfterMs({ headers: {} })).toBeUndefined();
});
