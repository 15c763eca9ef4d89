import { type FoundLine, SyncError, type VoucherReference } from '@bilag/core';
import { amountField, integerField, type Row, rowsField, textField } from '../exact-json.ts';
import type { BusinessCentralClient } from './business-central-client.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { readByKeys } from './keyed-read.ts';

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
  };
  const rows = await readByKeys(client, read, signal);
  const entries = rows.map((row) => ({ document: textField(row, 'documentNumber'), entry: entryOf(row, settings) }));
  const groups = Map.groupBy(entries, ({ document }) => document);
  return new Map([...groups].map(([document, all]) => [document, all.map(({ entry }) => entry)]));
}

function entryOf(row: Row, settings: BusinessCentralSettings): NumberedLine {
  const [debit, credit] = [
    amountField(row, 'debitAmount', settings.currency),
    amountField(row, 'creditAmount', settings.currency),
  ];
  const dimensions = rowsField(row, 'dimensionSetLines').map((it) => ({
    code: textField(it, 'code'),
    valueCode: textField(it, 'valueCode'),
  }));
  return {
    number: integerField(row, 'entryNumber'),
    line: {
      ledgerAccount: textField(row, 'accountNumber'),
      amountMinor: debit - credit,
      dimensions: byOurNames(dimensions, settings),
    },
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

/** How often a document was booked, and what one booking of it says. */
export interface Postings {
  readonly copies: number;
  readonly lines: readonly FoundLine[];
}

/**
 * Tells the postings of one document apart. Entries have no transaction number, but each posting balances by itself, and ours reach zero at
 * their last entry only. A posting and its exact reversal undo each other.
 */
export function postingsOf(entries: readonly NumberedLine[]): Postings {
  const groups = balancedGroups(entries);
  const counted = new Map<string, { copies: number; readonly lines: readonly FoundLine[] }>();
  for (const lines of groups) {
    const undone = counted.get(signatureOf(lines, -1n));
    const same = counted.get(signatureOf(lines, 1n));
    if (undone !== undefined && undone.copies > 0) undone.copies -= 1;
    else if (same !== undefined) same.copies += 1;
    else counted.set(signatureOf(lines, 1n), { copies: 1, lines });
  }
  const standing = [...counted.values()].filter(({ copies }) => copies > 0);
  const copies = standing.reduce((sum, it) => sum + it.copies, 0);
  return { copies: Math.max(copies, 1), lines: copies === 0 ? [] : (standing[0]?.lines ?? []) };
}

/** The entries in order, cut wherever their sum is zero; what is left over makes a group too. */
function balancedGroups(entries: readonly NumberedLine[]): readonly (readonly FoundLine[])[] {
  const groups: FoundLine[][] = [[]];
  let sum = 0n;
  for (const { line } of entries.toSorted((a, b) => a.number - b.number)) {
    groups.at(-1)?.push(line);
    sum += line.amountMinor;
    if (sum === 0n) groups.push([]);
  }
  return groups.filter((it) => it.length > 0);
}

function signatureOf(lines: readonly FoundLine[], sign: 1n | -1n): string {
  const texts = lines.map(({ ledgerAccount, amountMinor, dimensions }) =>
    JSON.stringify([
      ledgerAccount,
      String(amountMinor * sign),
      Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  );
  return texts.toSorted().join('\n');
}

/** The name of the first booking of a document in Business Central. @throws {SyncError} when there is none. */
export function ledgerReference(entries: readonly NumberedLine[]): string {
  if (entries.length === 0) throw new SyncError('ERP_LOOK_UP_INCONCLUSIVE', 'There is no entry to name.');
  return `G/L entry ${Math.min(...entries.map(({ number }) => number))}`;
}
