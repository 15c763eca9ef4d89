import { currencies, formatMoney, maxAmountMinor, money, negate, parseMoney, SyncError, sumMoney } from '@bilag/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const minor = fc.bigInt({ min: -maxAmountMinor, max: maxAmountMinor });
const currency = fc.constantFrom(...currencies);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof SyncError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('money', () => {
  test('an amount survives the wire to the øre', () => {
    fc.assert(
      fc.property(currency, minor, (code, amount) => {
        expect(parseMoney(formatMoney(money(code, amount)), code)).toEqual(money(code, amount));
      }),
    );
  });

  test('an amount and its opposite sum to zero, in any number and order', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -10_000n, max: 10_000n })), (amounts) => {
        const all = amounts.flatMap((it) => [money('NOK', it), negate(money('NOK', it))]).toSorted(() => 1);
        expect(sumMoney('NOK', all).minor).toBe(0n);
      }),
    );
  });

  test('ten øre ten thousand times are a thousand kroner, not a float', () => {
    expect(
      formatMoney(
        sumMoney(
          'NOK',
          Array.from({ length: 10_000 }, () => parseMoney('0.10', 'NOK')),
        ),
      ),
    ).toBe('1000.00');
  });

  test.each([
    null,
    true,
    undefined,
    842.5,
    2 ** 53 + 1,
    {},
    ['1'],
    '',
    ' 1',
    '1 ',
    '1e3',
    '1E3',
    '12.345',
    '1,50',
    '0x10',
    '01',
    '+1',
    '.5',
    '5.',
    '--1',
    '１',
    'NaN',
    'Infinity',
  ])('API-4 %o is not an amount', (text) => {
    expect(codeOf(() => parseMoney(text, 'NOK'))).toBe('INVALID_AMOUNT');
  });

  test.each(['9007199254740993', '100000000000.00', '999999999999999999999999999999'])(
    'API-4 %s is beyond what a ledger holds',
    (text) => {
      expect(codeOf(() => parseMoney(text, 'NOK'))).toBe('AMOUNT_OUT_OF_RANGE');
    },
  );

  test('a sum beyond what a ledger holds is refused, not wrapped', () => {
    expect(codeOf(() => sumMoney('NOK', [money('NOK', maxAmountMinor), money('NOK', 1n)]))).toBe('AMOUNT_OUT_OF_RANGE');
  });

  test('kroner and euros are never added', () => {
    expect(codeOf(() => sumMoney('NOK', [money('NOK', 1n), money('EUR', 1n)]))).toBe('CURRENCY_MISMATCH');
  });

  test('the Icelandic króna has no decimals', () => {
    expect(formatMoney(parseMoney('842', 'ISK'))).toBe('842');
    expect(codeOf(() => parseMoney('842.5', 'ISK'))).toBe('INVALID_AMOUNT');
  });
});
