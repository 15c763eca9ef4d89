import { type DateRange, hasReferenceForm, type ListedVoucher, parseCalendarDate } from '@bilag/core';
import { type Row, textField } from '../exact-json.ts';
import type { BusinessCentralClient } from './business-central-client.ts';
import { isUnanswerable } from './business-central-errors.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { type NumberedLine, numberedLine, standingBookings } from './ledger-entries.ts';

const fields = 'entryNumber,postingDate,documentNumber,accountNumber,debitAmount,creditAmount';

/**
 * Every posting in the general ledger whose document number has the form of our references, with a posting date in the range. A posting and its reversal of the
 * same range undo each other.
 * @throws {SyncError} retryable or permanent when not everything could be read.
 * @source dynamics.md §4.2 and §6.5, 2026-11; a server that refuses the filter by prefix is asked for all entries of the range
 */
export async function listReferences(
  { from, to }: DateRange,
  { client, settings }: { readonly client: BusinessCentralClient; readonly settings: BusinessCentralSettings },
  signal: AbortSignal,
): Promise<readonly ListedVoucher[]> {
  const inRange = `postingDate ge ${from} and postingDate le ${to}`;
  const read = (filter: string) => {
    const path = `companies(${settings.companyId})/generalLedgerEntries?$filter=${encodeURIComponent(filter)}&$select=${fields}`;
    return client.readAll(path, 'list the month’s entries', signal);
  };
  const rows = await read(`${inRange} and (${startsWith('R-')} or ${startsWith('H-')})`).catch((error: unknown) => {
    if (isUnanswerable(error)) return read(inRange);
    throw error;
  });
  const groups = Map.groupBy(
    rows.flatMap((row) => listedEntry(row, settings)),
    ({ key }) => key,
  );
  return [...groups.values()]
    .flatMap((entries) => bookingsOf(entries))
    .filter(({ postingDate }) => from <= postingDate && postingDate <= to);
}

const startsWith = (prefix: string) => `startswith(documentNumber,'${prefix}')`;

interface ListedEntry {
  /** One document on one day. */
  readonly key: string;
  readonly booking: Pick<ListedVoucher, 'reference' | 'postingDate'>;
  readonly entry: NumberedLine;
}

function listedEntry(row: Row, settings: BusinessCentralSettings): readonly ListedEntry[] {
  const reference = textField(row, 'documentNumber').trim().toUpperCase();
  if (!hasReferenceForm(reference)) return [];
  const postingDate = parseCalendarDate(textField(row, 'postingDate').slice(0, 10));
  return [
    { key: `${reference} ${postingDate}`, booking: { reference, postingDate }, entry: numberedLine(row, {}, settings) },
  ];
}

function bookingsOf(listed: readonly ListedEntry[]): readonly ListedVoucher[] {
  const [first] = listed;
  if (first === undefined) return [];
  const { reference, postingDate } = first.booking;
  const entries = listed.map(({ entry }) => entry);
  return standingBookings(entries, postingDate).map((booking) => ({ reference, ...booking }));
}
