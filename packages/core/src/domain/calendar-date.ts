import { SyncError } from '../errors/sync-error.ts';

/** A calendar date `YYYY-MM-DD` without a time or zone. A posting date is one of these. */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' };

/** @throws {SyncError} `INVALID_DATE` for anything but an existing date between 1900 and 2199. */
export function parseCalendarDate(text: unknown, field = 'date'): CalendarDate {
  if (isCalendarDate(text)) return text;
  throw new SyncError('INVALID_DATE', 'Not a calendar date of the form YYYY-MM-DD.', { field });
}

function isCalendarDate(text: unknown): text is CalendarDate {
  if (typeof text !== 'string' || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/**
 * Reads an instant with its zone, ISO 8601.
 * @throws {SyncError} `INVALID_DATE` unless it lies between 1900 and 2199, in UTC and in Norway.
 */
export function parseInstant(text: string, field: string): Date {
  const instant = new Date(text);
  const dates = Number.isNaN(instant.getTime())
    ? []
    : [instant.toISOString().slice(0, 10), calendarOf('Europe/Oslo').format(instant)];
  if (dates.length > 0 && dates.every(isCalendarDate)) return instant;
  throw new SyncError('INVALID_DATE', 'Not an instant between 1900 and 2199.', { field });
}

/** The calendar date of an instant in a time zone, by default that of the organizations' bookkeeping. */
export function calendarDateOf(instant: Date, timeZone = 'Europe/Oslo'): CalendarDate {
  return parseCalendarDate(calendarOf(timeZone).format(instant));
}

/** One per time zone, as making one takes a hundred times as long as using it. */
const calendars = new Map<string, Intl.DateTimeFormat>();

function calendarOf(timeZone: string): Intl.DateTimeFormat {
  const format: Intl.DateTimeFormatOptions = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' };
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', format);
  calendars.set(timeZone, calendar);
  return calendar;
}
