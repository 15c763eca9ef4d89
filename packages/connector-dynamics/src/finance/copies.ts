import type { FoundLine } from '@bilag/core';
import { balancedGroups, type Copies, copiesAmong } from '../voucher-copies.ts';
import type { JournalLineRow } from './journal-line.ts';

/**
 * Tells the copies of one voucher apart: they lie in different journals, or behind each other in one, where the sum reaches zero after the last line of each.
 * A copy and its exact reversal undo each other.
 */
export function copiesIn(rows: readonly JournalLineRow[]): Copies {
  return copiesAmong(bookingsIn(rows));
}

/** The lines of one voucher, booking by booking; an offset account’s line is one of them. */
export function bookingsIn(rows: readonly JournalLineRow[]): readonly (readonly FoundLine[])[] {
  const journals = Map.groupBy(rows, ({ journalNumber }) => journalNumber);
  return [...journals.values()].flatMap((it) => balancedGroups(stepsOf(it)));
}

function stepsOf(rows: readonly JournalLineRow[]) {
  return rows.toSorted((a, b) => a.lineNumber - b.lineNumber).map(({ entries }) => entries);
}
