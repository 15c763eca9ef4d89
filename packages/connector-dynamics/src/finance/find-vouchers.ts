import { type FindContext, type FindOutcome, SyncError, type VoucherQuery, type VoucherReference } from '@bilag/core';
import type { Books } from './books.ts';
import { copiesIn } from './copies.ts';
import { failureOf } from './finance-errors.ts';
import type { JournalLineRow } from './journal-line.ts';
import { type Journal, journalKey } from './journals.ts';
import { type SettledJournal, settleJournal } from './settle-journal.ts';

type Found = ReadonlyMap<VoucherReference, FindOutcome>;

/** What was read: the lines that stand, and the journals they lie in. */
interface Reading {
  readonly rows: readonly JournalLineRow[];
  readonly journals: ReadonlyMap<string, Journal>;
  readonly settled: readonly SettledJournal[];
}

/**
 * What became of each voucher: its lines are searched by their document number in all journals of the company, whoever made them. A journal that a
 * broken-off call left is settled first, so that what is in no journal then cannot be posted any more.
 */
export async function findVouchers(
  queries: readonly VoucherQuery[],
  { signal, readsOnly = false }: FindContext,
  books: Books,
): Promise<Found> {
  const references = queries.map(({ reference }) => reference);
  try {
    const rows = await books.journals.findLines(references, signal);
    const keys = await keysOfMissing(queries, rows);
    const reading = await readJournals(
      rows,
      { keys: [...new Set(keys.values())], references, readsOnly },
      books,
      signal,
    );
    const { currency } = books.settings;
    return new Map(references.map((it) => [it, outcomeOf(it, keys.get(it), reading, currency)]));
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return new Map(references.map((it) => [it, unanswered(error, books.client.secrets())]));
  }
}

/** Of vouchers without a line, the names of the journals that they were sent to. */
async function keysOfMissing(
  queries: readonly VoucherQuery[],
  rows: readonly JournalLineRow[],
): Promise<ReadonlyMap<VoucherReference, string>> {
  const seen = new Set(rows.map(({ document }) => document));
  const pairs = queries.map(
    async ({ reference, batchKey }): Promise<[VoucherReference, string][]> =>
      batchKey === null || seen.has(reference) ? [] : [[reference, await journalKey(batchKey)]],
  );
  return new Map((await Promise.all(pairs)).flat());
}

interface WantedReading {
  readonly keys: readonly string[];
  readonly references: readonly VoucherReference[];
  /** What a broken-off call left is neither taken out nor handed over. */
  readonly readsOnly: boolean;
}

/** Journals are read after the lines: one that was posted meanwhile is found posted, whether or not posting took its lines away. */
async function readJournals(
  rows: readonly JournalLineRow[],
  { keys, references, readsOnly }: WantedReading,
  { journals }: Books,
  signal: AbortSignal,
): Promise<Reading> {
  const numbers = new Set(rows.map(({ journalNumber }) => journalNumber));
  const found = await journals.find({ keys, numbers: [...numbers] }, signal);
  const wanted = new Set<string>(references);
  const settled: SettledJournal[] = [];
  for (const journal of found) {
    if (journal.isPosted) {
      // Found by its name alone: it matters whether its lines were taken away, or only those of one voucher.
      const isKnown = numbers.has(journal.number);
      if (!isKnown) settled.push({ journal, rows: await journals.readLines(journal, signal), stuck: new Set() });
    } else if (journal.state === 'being written') {
      const settling = () => settleJournal(journal, { journals, wanted }, signal);
      settled.push(readsOnly ? unsettled(journal, rows) : await settling());
    }
  }
  const isSettled = new Set(settled.map(({ journal }) => journal.number));
  const standing = [
    ...rows.filter(({ journalNumber }) => !isSettled.has(journalNumber)),
    ...settled.flatMap((it) => it.rows.filter(({ document }) => wanted.has(document))),
  ];
  return { rows: standing, journals: new Map(found.map((it) => [it.number, it])), settled };
}

/** Nobody knows what will become of it. */
function unsettled(journal: Journal, rows: readonly JournalLineRow[]): SettledJournal {
  const inIt = rows.filter(({ journalNumber }) => journalNumber === journal.number);
  return { journal, rows: [], stuck: new Set(inIt.map(({ document }) => document)) };
}

function outcomeOf(
  reference: VoucherReference,
  key: string | undefined,
  { rows, journals, settled }: Reading,
  currency: string,
): FindOutcome {
  const stuck = settled.find((it) => it.stuck.has(reference));
  if (stuck !== undefined) {
    return cannotTell(`A part of it lies in the unposted journal ${stuck.journal.number}, which Bilag does not touch.`);
  }
  const ours = rows.filter(({ document }) => document === reference);
  if (ours.length === 0) {
    const emptied = settled.find((it) => it.journal.key === key && it.journal.isPosted && it.rows.length === 0);
    if (key === undefined || emptied === undefined) return { kind: 'absent' };
    return cannotTell(`The journal ${emptied.journal.number} of its batch was posted and has no lines any more.`);
  }
  if (ours.some(({ journalNumber }) => !journals.has(journalNumber))) {
    return cannotTell('Its lines are there, but not the journal that they are in.');
  }
  const other = ours.find((it) => it.currency !== '' && it.currency !== currency);
  if (other !== undefined)
    return cannotTell(`Its lines in the journal ${other.journalNumber} are in another currency.`);
  const isPosted = ({ journalNumber }: JournalLineRow) => journals.get(journalNumber)?.isPosted === true;
  const inOrder = [...ours.filter(isPosted), ...ours.filter((it) => !isPosted(it))];
  const [first] = inOrder;
  const isBooked = ours.some(isPosted);
  const voucher = isBooked && first?.voucher ? `, voucher ${first.voucher}` : '';
  const erpReference = `Journal ${first?.journalNumber ?? ''}${voucher}`;
  return { kind: isBooked ? 'booked' : 'accepted', erpReference, ...copiesIn(inOrder) };
}

function cannotTell(message: string): FindOutcome {
  return { kind: 'cannot-tell', failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE', message } };
}

/** A question without an answer says nothing about the voucher. */
function unanswered(error: SyncError, hidden: readonly string[]): FindOutcome {
  const failure = failureOf(error, hidden);
  if (error.outcome === 'ambiguous') return { kind: 'cannot-tell', failure };
  return {
    kind: 'unavailable',
    failure,
    ...(error.retryAfterMs === undefined ? {} : { afterMs: error.retryAfterMs }),
  };
}
