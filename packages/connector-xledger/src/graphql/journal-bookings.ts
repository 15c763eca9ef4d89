import { type LedgerBooking, parseCalendarDate, SyncError } from '@bilag/core';
import { idAt, type JsonObject, objectAt, textAt } from '../json.ts';
import { recordedLine } from './recorded-line.ts';

/** What is read of the journal's lines to know the bookings that they are. */
export const bookingFields =
  'dbId transactionNumber extIdentifier invoiceNumber amount invoiceAmount postedDate transactionHeader { postedDate }';

/**
 * A line as a booking of its own. @throws {SyncError} `ERP_LOOK_UP_INCONCLUSIVE` for one without an amount or a date.
 * @source reference of the Xledger API, section 6, read 2026-11: `postedDate` of an entry is catalogued
 */
export function bookedLine(node: JsonObject): LedgerBooking {
  const { amountMinor } = recordedLine(node, []);
  const date = textAt(node, 'postedDate') ?? textAt(objectAt(node, 'transactionHeader') ?? {}, 'postedDate');
  if (amountMinor === undefined || date === undefined)
    throw unreadableJournal('has a line without an amount or a date');
  return {
    erpReference: numberOf(node) ?? 'no number yet',
    postingDate: parseCalendarDate(date.slice(0, 10)),
    debitMinor: amountMinor > 0n ? amountMinor : 0n,
  };
}

/** Xledger's number of the voucher that a line belongs to. */
export function numberOf(node: JsonObject): string | undefined {
  return idAt(node, 'transactionNumber') ?? textAt(node, 'transactionNumber');
}

/** Lines that have one number are one booking. */
export function bookingsOf(lines: readonly LedgerBooking[]): readonly LedgerBooking[] {
  return [...Map.groupBy(lines, ({ erpReference }) => erpReference).values()].flatMap((all) => {
    const [first] = all;
    return first === undefined ? [] : [{ ...first, debitMinor: all.reduce((sum, it) => sum + it.debitMinor, 0n) }];
  });
}

/** Xledger's journal could not be read to its end, or not understood. */
export function unreadableJournal(what: string, cause?: unknown): SyncError {
  return new SyncError('ERP_LOOK_UP_INCONCLUSIVE', `Xledger’s journal ${what}.`, { cause });
}
