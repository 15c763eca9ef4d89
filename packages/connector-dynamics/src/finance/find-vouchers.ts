import { type FindContext, type FindOutcome, SyncError, type VoucherQuery, type VoucherReference } from '@bilag/core';
import type { Books } from './books.ts';
import { copiesIn } from './copies.ts';
import { failureOf } from './finance-errors.ts';
import { isReadable, type JournalLineRow, type LineRow } from './journal-line.ts';
import { journalNamesOf } from './journal-names.ts';
import { type Journal, journalKey } from './journals.ts';
import { type SentVouchers, sentLines } from './sent-lines.ts';
import { isPeoples, type SettledJournal, settleJournal, standing } from './settle-journal.ts';
import { mayHold } from './staged-vouchers.ts';

type Found = ReadonlyMap<VoucherReference, FindOutcome>;

/** What was read: the lines that stand, and the journals they lie in. */
interface Reading {
  readonly rows: readonly LineRow[];
  readonly journals: ReadonlyMap<string, Journal>;
  readonly settled: readonly SettledJournal[];
}

/**
 * What became of each voucher: its lines are searched by their document number in all journals of the company, whoever made them. A journal that a
 * broken-off call left is settled first, so that what is in no journal then cannot be posted any more.
 */
export async function findVouchers(
  queries: readonly VoucherQuery[],
  { signal, readsOnly = false, sentAlong = new Map() }: FindContext,
  books: Books,
): Promise<Found> {
  const references = queries.map(({ reference }) => reference);
  try {
    const rows = await books.journals.findLines(references, signal);
    const keys = await keysOfMissing(queries, rows);
    const payloads = new Map([...sentAlong, ...queries.map((it) => [it.reference, it.sentPayload] as const)]);
    const sent = new Map([...payloads].map(([it, payload]) => [it, sentLines(payload, books.settings)]));
    const reading = await readJournals(rows, { keys: [...new Set(keys.values())], sent, readsOnly }, books, signal);
    const found = new Map(references.map((it) => [it, outcomeOf(it, keys.get(it), reading, books)]));
    return await onlySurelyAbsent(found, books, signal);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return new Map(references.map((it) => [it, unanswered(error, books.client.secrets())]));
  }
}

/**
 * Nothing is absent from a company that cannot be seen.
 * @source dynamics.md §15.1, read 2026-11: a list holds what the user may see; that it is empty and no error for a company that is closed to the user is assumed
 */
async function onlySurelyAbsent(found: Found, { client, settings }: Books, signal: AbortSignal): Promise<Found> {
  if (![...found.values()].some(({ kind }) => kind === 'absent')) return found;
  try {
    await journalNamesOf(client, settings.company, signal);
    return found;
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const unseen = unanswered(error, client.secrets());
    return new Map([...found].map(([it, outcome]) => [it, outcome.kind === 'absent' ? unseen : outcome]));
  }
}

/** Of vouchers without a line, the names of the journals that they were sent to. */
async function keysOfMissing(
  queries: readonly VoucherQuery[],
  rows: readonly LineRow[],
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
  readonly sent: SentVouchers;
  /** What a broken-off call left is neither taken out nor handed over. */
  readonly readsOnly: boolean;
}

/** Journals are read after the lines: one that was posted meanwhile is found posted, whether or not posting took its lines away. */
async function readJournals(
  rows: readonly LineRow[],
  { keys, sent, readsOnly }: WantedReading,
  { journals, settings: { currency } }: Books,
  signal: AbortSignal,
): Promise<Reading> {
  const numbers = new Set(rows.map(({ journalNumber }) => journalNumber));
  const found = await journals.find({ keys, numbers: [...numbers] }, signal);
  const settled: SettledJournal[] = [];
  // Once a voucher is accepted, and its payload not told any more, people may change it.
  const inDoubt = new Map([...sent].filter(([, lines]) => lines !== undefined));
  const asItStands = async (journal: Journal, compared: SentVouchers) =>
    standing(journal, await journals.readLines(journal, signal), compared);
  for (const journal of found) {
    if (isPeoples(journal)) {
      const inIt = rows.filter(({ journalNumber }) => journalNumber === journal.number);
      if (inIt.length > 0) settled.push(standing(journal, inIt, inDoubt));
      // Found by its name alone: it matters whether its lines were taken away, or only those of one voucher.
      else if (journal.isPosted) settled.push(await asItStands(journal, inDoubt));
    } else if (journal.isPosted || journal.state === 'set aside') settled.push(await asItStands(journal, sent));
    else if (readsOnly) settled.push(unsettled(journal, rows));
    else settled.push(await settleJournal(journal, { journals, sent, currency }, signal));
  }
  const isSettled = new Set(settled.map(({ journal }) => journal.number));
  const lines = [
    ...rows.filter(({ journalNumber }) => !isSettled.has(journalNumber)),
    ...settled.flatMap((it) => it.rows.filter(({ document }) => sent.has(document))),
  ];
  return { rows: lines, journals: new Map(found.map((it) => [it.number, it])), settled };
}

/** Nobody knows what will become of it. */
function unsettled(journal: Journal, rows: readonly LineRow[]): SettledJournal {
  const inIt = rows.filter(({ journalNumber }) => journalNumber === journal.number);
  const documents = inIt.map(({ document }) => document);
  return standing(journal, [], new Map(), documents);
}

function outcomeOf(
  reference: VoucherReference,
  key: string | undefined,
  { rows, journals, settled }: Reading,
  { client, settings: { currency, timing } }: Books,
): FindOutcome {
  const doubt = settled.map((it) => it.doubts.get(reference)).find((it) => it !== undefined);
  if (doubt !== undefined) return cannotTell(doubt);
  const lines = rows.filter(({ document }) => document === reference);
  const unread = lines.find((it) => it.fault !== undefined);
  if (unread?.fault !== undefined) {
    return cannotTell(`A line of it in the journal ${unread.journalNumber} cannot be read: ${unread.fault.message}`);
  }
  const ours = lines.filter(isReadable);
  if (ours.length === 0) {
    const wanted = new Set([reference]);
    const emptied = settled.find((it) => it.journal.key === key && mayHold(it.journal, it.rows, wanted));
    if (key === undefined || emptied === undefined) return { kind: 'absent' };
    return cannotTell(`The journal ${emptied.journal.number} of its batch was posted and has no lines any more.`);
  }
  const unnamed = settled
    .filter((it) => it.rows.some(({ document }) => document === reference))
    .find((it) => it.unnamed !== undefined)?.unnamed;
  // The voucher is whole, so that there is no doubt about it which would have to end: somebody may have the journal open for a while.
  if (unnamed !== undefined) return { afterMs: timing.settlingMs, ...unavailable(unnamed, client.secrets()) };
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
  if (error.outcome !== 'ambiguous') return unavailable(error, hidden);
  return { kind: 'cannot-tell', failure: failureOf(error, hidden) };
}

function unavailable(error: SyncError, hidden: readonly string[]): FindOutcome & { readonly kind: 'unavailable' } {
  const wait = error.retryAfterMs === undefined ? {} : { afterMs: error.retryAfterMs };
  return { kind: 'unavailable', failure: failureOf(error, hidden), ...wait };
}
