import { expect, test } from 'vitest';
import { formatKroner } from '../src/control/kroner.ts';
import { formatMinor, parseMinor } from '../src/xledger/money.ts';

test.each([
  ['842.5', 84_250],
  ['-842.50', -84_250],
  ['0.1', 10],
  ['-0', 0],
  ['12', 1200],
  ['1.2300', 123],
  ['9999999999999.99', 999_999_999_999_999],
])('%s is %d øre', (text, minor) => {
  expect(parseMinor(text)).toBe(minor);
});

test.each(['', '1,50', '1.005', '1e3', '.5', '1.', '+1', ' 1', '12345678901234'])('“%s” is no amount', (text) => {
  expect(parseMinor(text)).toBeUndefined();
});

test('øre are written with two decimals for the wire and the Norwegian way for people', () => {
  expect([formatMinor(5), formatMinor(-84_250)]).toEqual(['0.05', '-842.50']);
  expect([formatKroner(123_456_789), formatKroner(-5)]).toEqual(['1\u00a0234\u00a0567,89', '−0,05']);
});
