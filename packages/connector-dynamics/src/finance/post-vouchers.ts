import { textsToHide } from '@bilag/connector-http';
import { type PostContext, type PostOutcome, SyncError } from '@bilag/core';
import type { Books, Delivery } from './books.ts';
import { isDuplicate } from './finance-errors.ts';
import { lineNumbersPerVoucher, maxTextChars, type PlannedVoucher } from './finance-mapping.ts';
import { type Journal, journalKey } from './journals.ts';
import { asSyncError, everyone, type PostOutcomes, refusedTogether, unknown, withoutJournal } from './post-outcomes.ts';
import { stageVouchers } from './stage-vouchers.ts';
import { mayHold } from './staged-vouchers.ts';

/**
 * Writes a batch into a journal of its own, checks what is there, and leaves the journal to people; nothing is ever posted. A voucher is written whole
 * or not at all, and those that were refused do not keep the others from being written.
 */
export async function postVouchers(
  batch: readonly PlannedVoucher[],
  { signal, batchKey }: PostContext,
  books: Books,
): Promise<PostOutcomes> {
  if (batch.length === 0) return new Map();
  if (sharesLineNumbers(batch)) return everyone(batch, refusedTogether(collision, batch.length, []));
  const hidden = () => [...books.client.secrets(), ...payeesOf(batch), ...textsOf(batch)];
  const delivery = { batch, key: await journalKey(batchKey), books, hidden, signal };
  const journal = await openJournal(delivery);
  if ('kind' in journal) return everyone(batch, journal);
  const { outcomes, isReady, isEmpty } = await stageVouchers(delivery, journal);
  if (isEmpty) await books.journals.removeEmpty(journal, signal);
  return isReady ? await handOver(delivery, journal, outcomes) : outcomes;
}

/** The codes of payees in these vouchers. */
export function payeesOf(batch: readonly PlannedVoucher[]): readonly string[] {
  const payees = batch.flatMap(({ lines }) => lines.filter(({ accountType }) => accountType === 'Vend'));
  return [...new Set(payees.map(({ account }) => account))];
}

/** The texts of these vouchers' lines, which may name people. */
function textsOf(batch: readonly PlannedVoucher[]): readonly string[] {
  return textsToHide(
    batch.flatMap(({ lines }) => lines),
    maxTextChars,
  );
}

/**
 * The batch's journal: an empty one of an earlier call, or a new one. Where an earlier one may hold these vouchers, what became of that call has to be looked
 * up first. Whatever else goes wrong, no line was sent.
 */
async function openJournal(delivery: Delivery): Promise<Journal | PostOutcome> {
  const { key, books, hidden, signal } = delivery;
  const find = () => books.journals.find({ keys: [key] }, signal);
  try {
    const earlier = await find();
    const ours = await earlierJournal(earlier, delivery);
    return ours ?? (await books.journals.create(key, { isFirst: earlier.length === 0 }, signal));
  } catch (error) {
    const failure = asSyncError(error);
    // A journal with this key is there, though the search did not show it.
    if (isDuplicate(failure)) return unknown(failure, hidden());
    if (failure.outcome !== 'ambiguous') return withoutJournal(failure, hidden());
    // The answer to the creation was lost: if the journal is there, it is as good as one that was answered for.
    const found = await find()
      .then((it) => earlierJournal(it, delivery))
      .catch(asSyncError);
    if (found === undefined || found instanceof SyncError) return withoutJournal(failure, hidden());
    return found;
  }
}

/** One whose lines somebody deleted is empty again; one that somebody took for something else stays theirs, and is none. */
async function earlierJournal(
  found: readonly Journal[],
  delivery: Delivery,
): Promise<Journal | PostOutcome | undefined> {
  const { batch, books, hidden, signal } = delivery;
  const documents = new Set(batch.map(({ reference }) => reference));
  const empty: Journal[] = [];
  for (const journal of found) {
    const rows = await books.journals.readLines(journal, signal);
    if (mayHold(journal, rows, documents)) return unknown(leftOver(journal), hidden());
    if (rows.length === 0) empty.push(journal);
  }
  const ours = empty.find(({ state }) => state !== 'foreign');
  return ours === undefined ? undefined : await reopened(ours, delivery);
}

/** No line is written while the journal's name says that people may post it. */
async function reopened(journal: Journal, { books, hidden, signal }: Delivery): Promise<Journal | PostOutcome> {
  if (journal.state === 'being written') return journal;
  try {
    return await books.journals.takeBack(journal, signal);
  } catch (error) {
    return withoutJournal(asSyncError(error), hidden());
  }
}

async function handOver(
  { books, hidden, signal }: Delivery,
  journal: Journal,
  outcomes: PostOutcomes,
): Promise<PostOutcomes> {
  try {
    // Its tag may have changed with its lines.
    await books.journals.handOver({ ...journal, etag: undefined }, signal);
    return outcomes;
  } catch (error) {
    // Its lines are there and complete; the next look-up hands the journal over.
    const inDoubt = unknown(asSyncError(error), hidden());
    return new Map(
      [...outcomes].map(([reference, outcome]) => [reference, outcome.kind === 'accepted' ? inDoubt : outcome]),
    );
  }
}

function sharesLineNumbers(batch: readonly PlannedVoucher[]): boolean {
  const blocks = batch.map(({ lines }) => Math.floor((lines[0]?.lineNumber ?? 0) / lineNumbersPerVoucher));
  return new Set(blocks).size < blocks.length;
}

const collision = new SyncError('ERP_BATCH_REFUSED', 'Two vouchers of the batch would share a line number.');

function leftOver({ number }: Journal): SyncError {
  const message = `The journal ${number} of an earlier call for these vouchers is still there; nothing was sent.`;
  return new SyncError('ERP_LOOK_UP_INCONCLUSIVE', message);
}
