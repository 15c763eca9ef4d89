import type { CalendarDate, FoundLine, LedgerBooking } from '@bilag/core';
import { balancedGroups, type Copies, copiesAmong, debitsOf, standingGroups } from '../voucher-copies.ts';
import type { JournalLineRow } from './journal-line.ts';

/**
 * Tells the copies of one voucher apart: they lie in different journals, or behind each other in one, where the sum reaches zero after the last line of each.
 * A copy and its exact reversal undo each other.
 */
export function copiesIn(rows: readonly JournalLineRow[]): Copies {
  return copiesAmong(bookingsIn(rows));
}

/** The bookings of one voucher on one day that no reversal among them undoes. */
export function standingBookings(rows: readonly JournalLineRow[], postingDate: CalendarDate): readonly LedgerBooking[] {
  const [first] = rows;
  if (first === undefined) return [];
  const erpReference = `Journal ${first.journalNumber}${first.voucher === '' ? '' : `, voucher ${first.voucher}`}`;
  return standingGroups(bookingsIn(rows)).map((booking) => {
    return { erpReference, postingDate, debitMinor: debitsOf(booking) };
  });
}

/** The lines of one voucher, booking by booking; an offset account’s line is one of them. */
function bookingsIn(rows: readonly JournalLineRow[]): readonly (readonly FoundLine[])[] {
  const journals = Map.groupBy(rows, ({ journalNumber }) => journalNumber);
  return [...journals.values()].flatMap((it) => balancedGroups(stepsOf(it)));
}

function stepsOf(rows: readonly JournalLineRow[]) {
  return rows.toSorted((a, b) => a.lineNumber - b.lineNumber).map(({ entries }) => entries);
}
