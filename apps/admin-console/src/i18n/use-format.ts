import { useMemo } from 'react';
import { useIntl } from 'react-intl';

/** Writes values as the reader is used to. */
export interface Format {
  /** A decimal string and its currency; exact, as no number is made of it. */
  money(amount: string, currency: string): string;
  count(number: number): string;
  /** A calendar date `YYYY-MM-DD`, which has no time zone. */
  date(isoDate: string): string;
  /** An instant, in the reader's time zone. */
  instant(iso: string): string;
  /** The same to the second, where it matters what came first. */
  moment(iso: string): string;
  /** Only its time of day. */
  time(instant: Date): string;
}

/** The formats of the reader's language. */
export function useFormat(): Format {
  const { locale } = useIntl();
  return useMemo(() => formatsOf(locale), [locale]);
}

function formatsOf(locale: string): Format {
  const count = new Intl.NumberFormat(locale);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  return {
    money: (amount, currency) => moneyFormat(locale, currency).format(decimal(amount)),
    count: (number) => count.format(number),
    date: (isoDate) => date.format(new Date(`${isoDate}T00:00:00Z`)),
    instant: (iso) => instant.format(new Date(iso)),
    moment: (iso) => moment.format(new Date(iso)),
    time: (at) => time.format(at),
  };
}

const moneyFormat = (locale: string, currency: string) =>
  new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'code' });

/** Checked, as a number format would take other words too. */
function decimal(amount: string): `${number}` {
  if (isDecimal(amount)) return amount;
  throw new Error('An amount of the API is a decimal string.');
}

const isDecimal = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);
