import type { LedgerBooking } from '@bilag/core';
import { bookedLine, bookingFields, bookingsOf, numberOf } from './journal-bookings.ts';
import { checkLedger } from './ledger-identity.ts';
import { readAll } from './lists.ts';
import type { Questions } from './questions.ts';
import type { XledgerSettings } from './xledger-config.ts';

/** The largest number that Xledger can give: GraphQL's `Int`. */
const largestNumber = 2_147_483_647;

/**
 * What the journal has under Xledger's own number of a voucher, whoever booked it.
 * @throws {SyncError} `ERP_REFUSED` where the journal cannot be asked for a number.
 * @source reference of the Xledger API, section 6, read 2026-11: `transactionNumber` of an entry is catalogued, filtering by it is an inference
 */
export async function findByNumber(
  voucherNumber: string,
  { settings, questions }: { readonly settings: XledgerSettings; readonly questions: Questions },
  signal: AbortSignal,
): Promise<readonly LedgerBooking[]> {
  const digits = /^\d{1,10}$/.exec(voucherNumber.trim())?.[0];
  const number = Number(digits);
  if (digits === undefined || number === 0 || number > largestNumber) return [];
  const question = { list: 'journalEntries', fields: bookingFields, ...checkLedger(settings) };
  const nodes = await questions.inSomeWording('journal by number', ['as a number', 'as a text'] as const, (wording) => {
    const args = `filter: { transactionNumber: ${wording === 'as a number' ? number : `"${number}"`} }`;
    return readAll({ ...question, args }, questions, signal);
  });
  return bookingsOf(nodes.filter((node) => numberOf(node) === String(number)).map(bookedLine));
}
