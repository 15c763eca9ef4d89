import { SyncError } from '../errors/sync-error.ts';

/** All currencies that Bilag books in, as ISO 4217 codes. */
export const currencies = ['NOK', 'SEK', 'DKK', 'EUR', 'USD', 'GBP', 'ISK'] as const;

/** An ISO 4217 code that Bilag books in. */
export type Currency = (typeof currencies)[number];

/** Digits after the decimal point per currency (ISO 4217). */
const minorDigits: Record<Currency, number> = { NOK: 2, SEK: 2, DKK: 2, EUR: 2, USD: 2, GBP: 2, ISK: 0 };

/** The largest amount of one line or total, in minor units: 99 999 999 999.99 kroner. Every known ERP can hold it. */
export const maxAmountMinor = 9_999_999_999_999n;

/** An exact amount in minor units (øre). Debit is positive, credit negative. */
export interface Money {
  readonly currency: Currency;
  readonly minor: bigint;
}

/** @throws {SyncError} `AMOUNT_OUT_OF_RANGE` beyond {@link maxAmountMinor}. */
export function money(currency: Currency, minor: bigint): Money {
  if (minor > maxAmountMinor || minor < -maxAmountMinor) {
    throw new SyncError('AMOUNT_OUT_OF_RANGE', `An amount may be at most ${maxAmountMinor} minor units.`);
  }
  return { currency, minor };
}

/**
 * Reads a decimal string such as `842.50`, exactly. A number, `null`, an exponent, a comma, a leading zero or more decimals than
 * the currency has are not amounts.
 * @throws {SyncError} `INVALID_AMOUNT` or `AMOUNT_OUT_OF_RANGE`, naming `field`.
 */
export function parseMoney(text: unknown, currency: Currency, field = 'amount'): Money {
  const digits = minorDigits[currency];
  const match = typeof text === 'string' ? /^(-?)(0|[1-9]\d{0,29})(?:\.(\d{1,4}))?$/.exec(text) : null;
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (match === null || fraction.length > digits) {
    throw new SyncError('INVALID_AMOUNT', `Not an amount in ${currency}: at most ${digits} decimals, as a string.`, {
      field,
    });
  }
  const minor = BigInt(whole + fraction.padEnd(digits, '0'));
  if (minor > maxAmountMinor) {
    throw new SyncError(
      'AMOUNT_OUT_OF_RANGE',
      `The amount is beyond ${formatMoney({ currency, minor: maxAmountMinor })}.`,
      {
        field,
      },
    );
  }
  return { currency, minor: sign === '-' ? -minor : minor };
}

/** The amount as a decimal string with a dot and all decimals of its currency, such as `-842.50`. */
export function formatMoney({ currency, minor }: Money): string {
  const digits = minorDigits[currency];
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The same amount on the other side of the ledger. */
export function negate(amount: Money): Money {
  return { currency: amount.currency, minor: -amount.minor };
}

/** @throws {SyncError} `CURRENCY_MISMATCH` when an amount is of another currency, `AMOUNT_OUT_OF_RANGE` when the sum is too large. */
export function sumMoney(currency: Currency, amounts: Iterable<Money>): Money {
  let minor = 0n;
  for (const amount of amounts) {
    if (amount.currency !== currency) {
      throw new SyncError(
        'CURRENCY_MISMATCH',
        `An amount in ${amount.currency} cannot be added to one in ${currency}.`,
      );
    }
    minor += amount.minor;
  }
  return money(currency, minor);
}

/** @throws {SyncError} `UNKNOWN_CURRENCY` for a code that Bilag does not book in. */
export function parseCurrency(text: unknown, field = 'currency'): Currency {
  const currency = currencies.find((it) => it === text);
  if (currency === undefined) throw new SyncError('UNKNOWN_CURRENCY', 'Not a currency that Bilag books in.', { field });
  return currency;
}
