import { SyncError } from '../errors/sync-error.ts';
import { type CalendarDate, calendarDateOf, parseCalendarDate } from './calendar-date.ts';

/** A month in the books, and its first and last day. */
export interface LedgerMonth {
  /** `YYYY-MM` */
  readonly month: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** @throws {SyncError} `INVALID_DATE` for anything but an existing month between 1900 and 2199. */
export function parseLedgerMonth(text: string): LedgerMonth {
  const match = /^(\d{4})-(\d\d)$/.exec(text);
  if (match === null) throw new SyncError('INVALID_DATE', 'Not a month of the form YYYY-MM.', { field: 'month' });
  const from = parseCalendarDate(`${text}-01`, 'month');
  // Day 0 of the month after, as months are counted from 0.
  const lastDay = new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate();
  return { month: text, from, to: parseCalendarDate(`${text}-${lastDay}`, 'month') };
}

/** The month that it is in the organizations' bookkeeping, and the one before. */
export function currentAndPreviousMonth(now: Date): readonly [LedgerMonth, LedgerMonth] {
  const current = parseLedgerMonth(calendarDateOf(now).slice(0, 7));
  const dayBefore = new Date(Date.parse(`${current.from}T00:00:00Z`) - 1);
  return [current, parseLedgerMonth(dayBefore.toISOString().slice(0, 7))];
}
