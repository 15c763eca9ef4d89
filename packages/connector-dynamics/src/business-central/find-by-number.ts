import { type LedgerBooking, parseCalendarDate } from '@bilag/core';
import { textField } from '../exact-json.ts';
import { textLiteral } from './keyed-read.ts';
import { numberedLine, standingBookings } from './ledger-entries.ts';
import type { Books } from './post-vouchers.ts';

/** The longest document number; codes are capitals. @source dynamics.md §6.5, 2026-11: `documentNumber` is a Code[20] */
const longestNumber = 20;

const fields = 'entryNumber,postingDate,documentNumber,accountNumber,debitAmount,creditAmount';

/**
 * What the general ledger has under a document number, whoever posted it. A posting and its reversal of the same day undo each other.
 * @throws {SyncError} retryable or permanent when not everything could be read.
 */
export async function findByNumber(
  voucherNumber: string,
  { client, settings }: Pick<Books, 'client' | 'settings'>,
  signal: AbortSignal,
): Promise<readonly LedgerBooking[]> {
  const number = voucherNumber.trim().toUpperCase();
  if (number === '' || number.length > longestNumber) return [];
  const filter = `documentNumber eq ${textLiteral(number)}`;
  const path = `companies(${settings.companyId})/generalLedgerEntries?$filter=${encodeURIComponent(filter)}&$select=${fields}`;
  const rows = await client.readAll(path, 'look for a document number', signal);
  const ours = rows.filter((row) => textField(row, 'documentNumber').trim().toUpperCase() === number);
  const days = Map.groupBy(ours, (row) => parseCalendarDate(textField(row, 'postingDate').slice(0, 10)));
  return [...days].flatMap(([postingDate, entries]) =>
    standingBookings(
      entries.map((row) => numberedLine(row, {}, settings)),
      postingDate,
    ),
  );
}
