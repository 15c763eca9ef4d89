import { type DateRange, hasReferenceForm, type ListedVoucher, parseCalendarDate } from '@bilag/core';
import type { Books } from './books.ts';
import { standingBookings } from './copies.ts';
import { allReadable, type JournalLineRow } from './journal-line.ts';
import { inPostedJournals } from './posted-lines.ts';

/**
 * Every booking in a posted journal whose document number has the form of our references, with a date in the range.
 * @throws {SyncError} retryable or permanent when not everything could be read.
 * @source dynamics.md §15.1 and §15.2, read 2026-11: a text with stars at its ends is compared by its beginning; a journal's header says whether it is posted
 */
export async function listReferences(
  range: DateRange,
  { journals }: Pick<Books, 'journals'>,
  signal: AbortSignal,
): Promise<readonly ListedVoucher[]> {
  const lines = await journals.listLines(range, signal);
  // What others wrote may be unreadable to us, and is none of our business.
  const ours = allReadable(lines.filter(({ document }) => hasReferenceForm(document)))
    .flatMap((row) => listedLine(row))
    .filter((it) => range.from <= it.postingDate && it.postingDate <= range.to);
  const booked = await inPostedJournals(ours, ({ row }) => row, journals, signal);
  return [...Map.groupBy(booked, ({ reference, postingDate }) => `${reference} ${postingDate}`).values()].flatMap(
    bookingsOf,
  );
}

type ListedLine = Pick<ListedVoucher, 'reference' | 'postingDate'> & { readonly row: JournalLineRow };

function listedLine(row: JournalLineRow): readonly ListedLine[] {
  const reference = row.document;
  return hasReferenceForm(reference) ? [{ reference, postingDate: parseCalendarDate(row.postingDate), row }] : [];
}

function bookingsOf(lines: readonly ListedLine[]): readonly ListedVoucher[] {
  const [first] = lines;
  if (first === undefined) return [];
  const { reference, postingDate } = first;
  const rows = lines.map(({ row }) => row);
  return standingBookings(rows, postingDate).map((booking) => ({ reference, ...booking }));
}
