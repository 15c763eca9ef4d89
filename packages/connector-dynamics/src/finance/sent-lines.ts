import { bodyOf, isRow } from '../exact-json.ts';
import type { FinanceSettings } from './finance-settings.ts';
import { isReadable, readJournalLine } from './journal-line.ts';
import type { MeantLine } from './line-difference.ts';

/** The lines of a voucher as they were sent, by their numbers. */
export type SentLines = ReadonlyMap<number, MeantLine>;

/** What was asked for, each with its lines as they were sent; `undefined` where that is not known. */
export type SentVouchers = ReadonlyMap<string, SentLines | undefined>;

/** Reads the payload of a call as the server's own lines are read; `undefined` when there is none, or the settings have changed so much that it makes no sense. */
export function sentLines(payload: string | undefined, settings: FinanceSettings): SentLines | undefined {
  const body = payload === undefined ? undefined : bodyOf(payload);
  const list: unknown = isRow(body) ? body['LedgerJournalLines'] : undefined;
  if (!Array.isArray(list) || !list.every(isRow)) return undefined;
  const lines = list.map((row) => readJournalLine({ ...row, JournalBatchNumber: '' }, settings));
  if (!lines.every(isReadable)) return undefined;
  return new Map(lines.map((line) => [line.lineNumber, { ...line, dimensions: line.entries[0]?.dimensions ?? {} }]));
}
