import type { CalendarDate } from './calendar-date.ts';
import type { FiscalPeriod } from './master-data.ts';

/** How a date lies in the ERP's periods. Where periods overlap, as a closing period does, one that is open is enough. */
export function periodAt(periods: readonly FiscalPeriod[], date: CalendarDate): 'open' | 'closed' | 'unknown' {
  const around = periods.filter(({ from, to }) => from <= date && date <= to);
  if (around.length === 0) return 'unknown';
  return around.some(({ open }) => open) ? 'open' : 'closed';
}

/** The first day of the first open period that begins after a date, or `undefined` when none is known. */
export function nextOpenDay(periods: readonly FiscalPeriod[], date: CalendarDate): CalendarDate | undefined {
  const days = periods.filter(({ from, to, open }) => open && from > date && from <= to).map(({ from }) => from);
  return days.toSorted()[0];
}
