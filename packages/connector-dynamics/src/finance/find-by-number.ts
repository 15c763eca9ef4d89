import { type LedgerBooking, parseCalendarDate } from '@bilag/core';
import type { Books } from './books.ts';
import { standingBookings } from './copies.ts';
import { allReadable } from './journal-line.ts';
import { inPostedJournals } from './posted-lines.ts';

/**
 * What posted journals have under a voucher number, whoever made them. What was booked without a journal, such as an invoice, is not seen, nor
 * perhaps a number that was given at posting only.
 * @throws {SyncError} retryable or permanent when not everything could be read.
 * @source dynamics.md §15.1, read 2026-11: a star in a condition stands for anything
 */
export async function findByNumber(
  voucherNumber: string,
  { journals }: Pick<Books, 'journals'>,
  signal: AbortSignal,
): Promise<readonly LedgerBooking[]> {
  const number = voucherNumber.trim();
  if (number === '' || number.includes('*')) return [];
  const found = allReadable(await journals.findVoucher(number, signal));
  const lines = await inPostedJournals(found, (row) => row, journals, signal);
  const days = Map.groupBy(lines, ({ journalNumber, postingDate }) => `${journalNumber} ${postingDate}`);
  return [...days.values()].flatMap((rows) => standingBookings(rows, parseCalendarDate(rows[0]?.postingDate ?? '')));
}
