import { calendarDateOf } from './calendar-date.ts';

/** How far a calendar month has come in Norwegian time. */
export interface MonthProgress {
  /** Such as `2026-11`. */
  readonly month: string;
  /** Above 0 and at most 1. */
  readonly elapsedShare: number;
}

const daySeconds = 86_400;

/**
 * The month of an instant and how much of it has gone by, by the clock on the wall in Norway. At least one day: from the first minutes of a month nothing
 * can be told about the rest.
 */
export function monthProgress(at: Date): MonthProgress {
  const date = calendarDateOf(at);
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const elapsedSeconds = Math.max((day - 1) * daySeconds + secondsOfDay(at), daySeconds);
  return { month: date.slice(0, 7), elapsedShare: elapsedSeconds / (daysInMonth * daySeconds) };
}

/** What a quantity will have come to at the month's end if it goes on as until now; a whole number. */
export function forecast(used: number, { elapsedShare }: MonthProgress): number {
  return Math.round(used / elapsedShare);
}

function secondsOfDay(at: Date): number {
  const form = {
    timeZone: 'Europe/Oslo',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  } as const;
  const text = new Intl.DateTimeFormat('en-GB', form).format(at);
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}
