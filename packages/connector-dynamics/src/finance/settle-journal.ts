import { SyncError } from '@bilag/core';
import { type JournalLineRow, placeInVoucher } from './journal-line.ts';
import type { Journal, Journals } from './journals.ts';

/** What a journal holds, once what a broken-off call left in it is settled. */
export interface SettledJournal {
  readonly journal: Journal;
  readonly rows: readonly JournalLineRow[];
  /** Vouchers of which a part is left that is not, or may not be, ours to take out. */
  readonly stuck: ReadonlySet<string>;
}

/**
 * Settles a journal that says it is being written although nobody writes it any more. Whole vouchers are left to people, with the journal. What a
 * broken-off call left of a voucher that was asked for is taken out: debits without their counterpart, in the order that we write. Whatever else does not
 * balance was changed by somebody, and a journal with lines of others belongs to them; neither is touched, and nothing posted ever is.
 * @throws {SyncError} when the journal could not be read.
 */
export async function settleJournal(
  journal: Journal,
  { journals, wanted }: { readonly journals: Journals; readonly wanted: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<SettledJournal> {
  const rows = await journals.readLines(journal, signal);
  if (rows.length === 0) {
    await journals.removeEmpty(journal, signal);
    return { journal, rows, stuck: new Set() };
  }
  const vouchers = Map.groupBy(rows, ({ document }) => document);
  const halves = [...vouchers].filter(([document, lines]) => wanted.has(document) && isBrokenOff(lines));
  if (!rows.every(isOurs)) return { journal, rows, stuck: new Set(halves.map(([document]) => document)) };
  if (halves.length === 0) {
    if ([...vouchers.values()].every(isBalanced)) await handOver(journal, journals, signal);
    return { journal, rows, stuck: new Set() };
  }
  await journals.removeLines(
    halves.flatMap(([, lines]) => lines),
    signal,
  );
  const left = await journals.readLines(journal, signal);
  const documents = new Set(left.map(({ document }) => document));
  const stuck = new Set(halves.map(([document]) => document).filter((it) => documents.has(it)));
  if (left.length === 0) await journals.removeEmpty(journal, signal);
  else if ([...Map.groupBy(left, ({ document }) => document).values()].every(isBalanced)) {
    // The journal's own tag may have changed with its lines.
    await handOver({ ...journal, etag: undefined }, journals, signal);
  }
  return { journal, rows: left, stuck };
}

/** Whether a line can be one of ours, by its document number. */
function isOurs({ document }: JournalLineRow): boolean {
  return /^[RH]-[0-9A-Z]{18}$/.test(document);
}

function isBalanced(lines: readonly JournalLineRow[]): boolean {
  return lines.reduce((sum, { amountMinor, hasOffset }) => sum + (hasOffset ? 0n : amountMinor), 0n) === 0n;
}

function isBrokenOff(lines: readonly JournalLineRow[]): boolean {
  const inOrder = lines.toSorted((a, b) => a.lineNumber - b.lineNumber);
  const isOurPrefix = inOrder.every((it, at) => placeInVoucher(it) === at + 1);
  return isOurPrefix && inOrder.every(({ amountMinor, hasOffset }) => amountMinor > 0n && !hasOffset);
}

/** The vouchers are complete either way; a journal that keeps its old name is handed over at the next look-up. */
async function handOver(journal: Journal, journals: Journals, signal: AbortSignal): Promise<void> {
  try {
    await journals.handOver(journal, signal);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
  }
}
