import type { FindOutcome, VoucherReference } from '@bilag/core';
import { type ImportErrors, importFailure } from './import-errors.ts';
import type { QueuedRow } from './import-queue.ts';
import type { JournalLineFound } from './journal.ts';
import { rowsReference } from './posting.ts';
import { type Codes, foundLine, type RecordedLine } from './recorded-line.ts';
import type { XledgerSettings } from './xledger-config.ts';
import { failed } from './xledger-reply.ts';

/** Everything that Xledger has under some references, each place read to the end. */
export interface Findings {
  readonly rows: readonly QueuedRow[];
  readonly journal: readonly JournalLineFound[];
  readonly errors: ImportErrors;
  /** Voucher numbers of what only the ledger names; asked for what neither queue nor journal has. */
  readonly ledger: ReadonlyMap<VoucherReference, string>;
  readonly codes: Codes;
}

/** What the findings say of one reference. */
export function outcomeOf(reference: VoucherReference, findings: Findings, settings: XledgerSettings): FindOutcome {
  const journal = findings.journal.filter((line) => line.reference === reference);
  const rows = findings.rows.filter((row) => row.reference === reference);
  if (journal.length > 0) return bookedOutcome(journal, rows, findings, settings);
  if (rows.length > 0) return queuedOutcome(rows, findings, settings);
  const number = findings.ledger.get(reference);
  if (number === undefined) return { kind: 'absent' };
  return cannotTell(`The ledger names it in voucher ${number}, but the journal does not.`);
}

function bookedOutcome(
  journal: readonly JournalLineFound[],
  rows: readonly QueuedRow[],
  { codes }: Findings,
  settings: XledgerSettings,
): FindOutcome {
  const numbers = [...new Set(journal.map((line) => line.transactionNumber))];
  const [first] = numbers;
  if (first === undefined || numbers.includes(undefined)) {
    return cannotTell('It is in the journal, but a line of it has no voucher number yet.');
  }
  // Rows may stay in the queue after booking, with another job level; those that a booking explains are no further copies.
  const waiting = copiesOf(rows.filter((row) => row.waits));
  const done = copiesOf(rows.filter((row) => !row.waits));
  const copies = numbers.length + waiting + Math.max(0, done - numbers.length);
  const lines = linesOf(
    journal.filter((line) => line.transactionNumber === first),
    codes,
    settings,
  );
  if (lines === undefined) return cannotTell(`Not all of voucher ${first} can be read.`);
  return { kind: 'booked', erpReference: numbers.join(', '), copies, lines };
}

function queuedOutcome(
  rows: readonly QueuedRow[],
  { errors, codes }: Findings,
  settings: XledgerSettings,
): FindOutcome {
  const failure = importFailure(rows, errors);
  if (failure !== undefined) return { kind: 'rejected', failure };
  const erpReference = rowsReference(rows.map(({ rowId }) => rowId));
  const copies = Math.max(1, copiesOf(rows));
  const lines = linesOf(rows, codes, settings);
  if (lines === undefined) return cannotTell(`Not all of ${erpReference} can be read.`);
  const isHidden = settings.dimensions.size > 0 && rows.some((row) => !row.showsSlots);
  // Without its dimensions a voucher can be compared only once it is booked; one that does not sum to zero is told apart already.
  const isWhole = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) === 0n;
  return { kind: 'accepted', erpReference, copies, lines: isHidden && isWhole ? [] : lines };
}

/** How often the same line is there; rows without a number count as one copy. */
function copiesOf(rows: readonly QueuedRow[]): number {
  const groups = Map.groupBy(rows, (row) => row.itemNumber);
  groups.delete(undefined);
  return Math.max(rows.length > 0 ? 1 : 0, ...[...groups.values()].map((group) => group.length));
}

function linesOf(lines: readonly RecordedLine[], codes: Codes, { dimensions }: XledgerSettings) {
  const found = lines.map((line) => foundLine(line, codes, dimensions));
  const readable = found.filter((line) => line !== undefined);
  return readable.length === found.length ? readable : undefined;
}

function cannotTell(message: string): FindOutcome {
  return { kind: 'cannot-tell', failure: failed('ERP_LOOK_UP_INCONCLUSIVE', message) };
}
