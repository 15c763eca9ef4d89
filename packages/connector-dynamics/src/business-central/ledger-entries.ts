import { type CalendarDate, type FoundLine, type LedgerBooking, SyncError, type VoucherReference } from '@bilag/core';
import { amountField, integerField, type Row, rowsField, textField } from '../exact-json.ts';
import { balancedGroups, type Copies, copiesAmong, debitsOf, standingGroups } from '../voucher-copies.ts';
import type { BusinessCentralClient } from './business-central-client.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { readByKeys, rowsWithDimensions } from './keyed-read.ts';

/** A line that is booked or staged, at its place in the order of booking. */
export interface NumberedLine {
  readonly number: number;
  readonly line: FoundLine;
}

/** General ledger entries by document number. */
export type LedgerEntries = ReadonlyMap<string, readonly NumberedLine[]>;

/**
 * What the general ledger has under these references, dimensions by our names; a reference without entries is missing.
 * @throws {SyncError} retryable or permanent when not everything could be read.
 * @source dynamics.md §6.5, 2026-11: entries have neither the external document number nor the journal.
 */
export async function readLedgerEntries(
  client: BusinessCentralClient,
  settings: BusinessCentralSettings,
  references: readonly VoucherReference[],
  signal: AbortSignal,
): Promise<LedgerEntries> {
  const read = {
    path: `companies(${settings.companyId})/generalLedgerEntries`,
    field: 'documentNumber',
    keys: references,
    query: '$select=entryNumber,documentNumber,accountNumber,debitAmount,creditAmount&$expand=dimensionSetLines',
    attempt: 'read the general ledger',
    ...rowsWithDimensions,
  };
  const rows = await readByKeys(client, read, signal);
  const entries = rows.map((row) => ({ document: textField(row, 'documentNumber'), entry: entryOf(row, settings) }));
  const groups = Map.groupBy(entries, ({ document }) => document);
  return new Map([...groups].map(([document, all]) => [document, all.map(({ entry }) => entry)]));
}

function entryOf(row: Row, settings: BusinessCentralSettings): NumberedLine {
  const dimensions = rowsField(row, 'dimensionSetLines').map((it) => ({
    code: textField(it, 'code'),
    valueCode: textField(it, 'valueCode'),
  }));
  return numberedLine(row, byOurNames(dimensions, settings), settings);
}

/** An entry with these dimensions, whatever the answer says of them. @throws {SyncError} `ERP_REPLY_UNREADABLE`. */
export function numberedLine(
  row: Row,
  dimensions: FoundLine['dimensions'],
  { currency }: Pick<BusinessCentralSettings, 'currency'>,
): NumberedLine {
  const [debit, credit] = [amountField(row, 'debitAmount', currency), amountField(row, 'creditAmount', currency)];
  return {
    number: integerField(row, 'entryNumber'),
    line: { ledgerAccount: textField(row, 'accountNumber'), amountMinor: debit - credit, dimensions },
  };
}

/** Dimension values by our names of the axes; a dimension that the settings do not name is none of ours. */
export function byOurNames(
  found: readonly { readonly code: string; readonly valueCode: string }[],
  { dimensions }: Pick<BusinessCentralSettings, 'dimensions'>,
): Readonly<Record<string, string>> {
  const values = new Map(found.map(({ code, valueCode }) => [code, valueCode]));
  return Object.fromEntries(
    Object.entries(dimensions).flatMap(([axis, code]) => {
      const value = values.get(code);
      return value === undefined ? [] : [[axis, value]];
    }),
  );
}

/**
 * Tells the postings of one document apart. Entries have no transaction number, but each posting balances by itself, and ours reach zero at
 * their last entry only. A posting and its exact reversal undo each other.
 */
export function postingsOf(entries: readonly NumberedLine[]): Copies {
  return copiesAmong(postingGroups(entries));
}

/** The postings of one document on one day that no reversal among them undoes. */
export function standingBookings(
  entries: readonly NumberedLine[],
  postingDate: CalendarDate,
): readonly LedgerBooking[] {
  const erpReference = ledgerReference(entries);
  return standingGroups(postingGroups(entries)).map((posting) => {
    return { erpReference, postingDate, debitMinor: debitsOf(posting) };
  });
}

/** The entries of one document, posting by posting. */
function postingGroups(entries: readonly NumberedLine[]): readonly (readonly FoundLine[])[] {
  const inOrder = entries.toSorted((a, b) => a.number - b.number);
  return balancedGroups(inOrder.map(({ line }) => [line]));
}

/** The name of the first booking of a document in Business Central. @throws {SyncError} when there is none. */
export function ledgerReference(entries: readonly NumberedLine[]): string {
  if (entries.length === 0) throw new SyncError('ERP_LOOK_UP_INCONCLUSIVE', 'There is no entry to name.');
  return `G/L entry ${Math.min(...entries.map(({ number }) => number))}`;
}
