import { compareVoucher, type PostContext, type PostOutcome, SyncError, type VoucherReference } from '@bilag/core';
import type { BusinessCentralClient } from './business-central-client.ts';
import { asRefusalOfData, isSameKey } from './business-central-errors.ts';
import type { PlannedVoucher } from './business-central-mapping.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { type Journal, type Journals, journalCode } from './journals.ts';
import { ledgerReference, type NumberedLine, postingsOf, readLedgerEntries } from './ledger-entries.ts';
import {
  accepted,
  asSyncError,
  everyone,
  notApplied,
  notAtFault,
  type PostOutcomes,
  unknown,
  withoutPersonalData,
} from './post-outcomes.ts';
import { faultsOfPosting, foundNothing, isSetUpRefusal } from './refused-lines.ts';
import { type StagingTrouble, stageVouchers } from './stage-vouchers.ts';
import { isPlaceholder } from './staged-line.ts';

/** One company's books and the way to them. */
export interface Books {
  readonly settings: BusinessCentralSettings;
  readonly client: BusinessCentralClient;
  readonly journals: Journals;
}

/** A batch in its journal. */
interface StagedBatch {
  readonly batch: readonly PlannedVoucher[];
  readonly journal: Journal;
  readonly books: Books;
  readonly signal: AbortSignal;
}

/**
 * Books a batch through a journal of its own: create, fill, check, post, read back. Until the journal is posted nothing can be booked, so any
 * failure before that is definite once the journal is surely gone. From the first byte of the posting on only a clear answer counts.
 */
export async function postVouchers(
  batch: readonly PlannedVoucher[],
  context: PostContext,
  books: Books,
): Promise<PostOutcomes> {
  return withoutPersonalData(await bookBatch(batch, context, books), batch);
}

async function bookBatch(
  batch: readonly PlannedVoucher[],
  { signal, batchKey }: PostContext,
  books: Books,
): Promise<PostOutcomes> {
  if (batch.length === 0) return new Map();
  if (sharesLineNumbers(batch)) return everyone(batch, notApplied(collision, batch.length));
  const journal = await openJournal(batch.length, await journalCode(batchKey), books, signal);
  if ('kind' in journal) return everyone(batch, journal);
  const staged = { batch, journal, books, signal };
  const trouble = await stageVouchers(batch, journal, books, signal);
  if (trouble !== undefined) return await withdraw(staged, trouble);
  return books.settings.post ? await postJournal(staged) : await handOver(staged);
}

/**
 * Makes the batch's journal. A journal of that code which is there already comes from an earlier call for the same vouchers: what became of
 * that call has to be looked up first. Whatever else goes wrong, no line was sent.
 */
async function openJournal(
  batchSize: number,
  code: string,
  { journals }: Books,
  signal: AbortSignal,
): Promise<Journal | PostOutcome> {
  try {
    const found = await journals.find([code], signal);
    return found.length === 0 ? await journals.create(code, signal) : unknown(leftOver(code));
  } catch (error) {
    const failure = asSyncError(error);
    if (isSameKey(failure)) return unknown(leftOver(code));
    if (failure.outcome === 'ambiguous') await removeEmpty(code, journals, signal);
    return notApplied(failure, batchSize);
  }
}

/** The answer to the creation was lost: tidies up if the journal is there. It is empty either way. */
async function removeEmpty(code: string, journals: Journals, signal: AbortSignal): Promise<void> {
  try {
    for (const journal of await journals.find([code], signal)) await journals.remove(journal, signal);
  } catch (error) {
    asSyncError(error);
  }
}

/** Takes a journal back that was not posted. Only when it is surely gone are its vouchers definitely not booked. */
async function withdraw(
  { batch, journal, books, signal }: StagedBatch,
  { faults, general }: StagingTrouble,
): Promise<PostOutcomes> {
  if (!(await books.journals.remove(journal, signal))) return everyone(batch, unknown(mayRemain(journal, general)));
  const others = general === undefined ? notAtFault : notApplied(general, batch.length);
  return new Map(
    batch.map(({ reference }): [VoucherReference, PostOutcome] => {
      const failure = faults.get(reference);
      return [reference, failure === undefined ? others : { kind: 'rejected', failure }];
    }),
  );
}

async function handOver(staged: StagedBatch): Promise<PostOutcomes> {
  const { batch, journal, books, signal } = staged;
  try {
    await books.journals.handOver(journal, signal);
    return everyone(batch, accepted(journal));
  } catch (error) {
    const failure = asSyncError(error);
    if (failure.outcome === 'ambiguous') return everyone(batch, unknown(failure));
    return await withdraw(staged, { faults: new Map(), general: failure });
  }
}

async function postJournal(staged: StagedBatch): Promise<PostOutcomes> {
  const { batch, journal, books, signal } = staged;
  const unannounced = await books.journals.announcePosting(journal, signal).catch(asSyncError);
  if (unannounced !== undefined) return await withdraw(staged, { faults: new Map(), general: unannounced });
  const failure = await books.journals.post(journal, signal).catch(asSyncError);
  if (failure === undefined) return await readBack(staged);
  if (foundNothing(failure)) return everyone(batch, unknown(emptied(journal, failure)));
  return failure.outcome === 'ambiguous' ? everyone(batch, unknown(failure)) : await afterRefusal(staged, failure);
}

/**
 * Nothing is posted after a refusal, says Business Central; the journal and the ledger are asked all the same. A journal that is whole also proves that a record
 * that posting did not find is another one: the set-up of what was sent. Posting takes the lines out of the journal, also
 * where a number series hides what became of them.
 * @source dynamics.md §8.2 and §8.3, 2026-11: a posting number series replaces our number; one report of a refusal after a commit.
 */
async function afterRefusal(staged: StagedBatch, refusal: SyncError): Promise<PostOutcomes> {
  const { batch, journal, books, signal } = staged;
  const left = await books.journals.readLines(journal, signal).catch(asSyncError);
  if (left instanceof SyncError) return everyone(batch, unknown(left));
  const numbers = new Set(left.filter((it) => !isPlaceholder(it)).map(({ lineNumber }) => lineNumber));
  const isWhole = batch.every(({ lines }) => lines.every(({ lineNumber }) => numbers.has(lineNumber)));
  if (!isWhole) return everyone(batch, unknown(emptied(journal, refusal)));
  const ofData = asRefusalOfData(refusal);
  const faults = faultsOfPosting(ofData, batch);
  const outcomes = await withdraw(staged, { faults, general: faults.size > 0 ? undefined : asWhole(ofData) });
  const entries = await readEntries(batch, books, signal);
  if (entries instanceof SyncError) return everyone(batch, unknown(entries));
  return entries.size === 0 ? outcomes : everyone(batch, unknown(postedInSpite));
}

function asWhole(refusal: SyncError): SyncError {
  if (!isSetUpRefusal(refusal)) return refusal;
  return new SyncError('ERP_PERMISSION_DENIED', refusal.message, { cause: refusal.cause });
}

/**
 * A clear answer to the posting is no proof of it: the journal may be posted in the background, later or never. What the ledger shows is
 * booked; the rest is taken, not booked.
 * @source dynamics.md §8.2, 2026-11: with «Post with Job Queue» the action answers before anything is posted.
 */
async function readBack({ batch, journal, books, signal }: StagedBatch): Promise<PostOutcomes> {
  const entries = await readEntries(batch, books, signal);
  if (entries instanceof SyncError) return everyone(batch, unknown(entries));
  const isComplete = batch.every(({ reference }) => entries.has(reference));
  if (isComplete) await books.journals.remove(journal, signal);
  const rest = isComplete ? accepted(journal) : await leaveToBackground(journal, books.journals, signal);
  return new Map(
    batch.map((it): [VoucherReference, PostOutcome] => {
      const found = entries.get(it.reference);
      return [it.reference, found === undefined ? rest : judge(it, found)];
    }),
  );
}

/** Judges what the ledger shows as a look-up does, so that no voucher is booked for the one and different for the other. */
function judge({ voucher }: PlannedVoucher, entries: readonly NumberedLine[]): PostOutcome {
  const { copies, lines } = postingsOf(entries);
  if (copies > 1) return unknown(otherwise(`it is there ${copies} times`));
  const [difference] = compareVoucher(voucher, lines);
  if (difference !== undefined) return unknown(otherwise(difference));
  return { kind: 'booked', erpReference: ledgerReference(entries) };
}

/** What the ledger does not show is Business Central's to post, if it still lies in the journal; then a look-up must leave it there. */
async function leaveToBackground(journal: Journal, journals: Journals, signal: AbortSignal): Promise<PostOutcome> {
  try {
    const lines = await journals.readLines(journal, signal);
    if (lines.some((line) => !isPlaceholder(line))) await journals.handOver(journal, signal);
    return accepted(journal);
  } catch (error) {
    return unknown(asSyncError(error));
  }
}

function readEntries(batch: readonly PlannedVoucher[], { client, settings }: Books, signal: AbortSignal) {
  const references = batch.map(({ reference }) => reference);
  return readLedgerEntries(client, settings, references, signal).catch(asSyncError);
}

function sharesLineNumbers(batch: readonly PlannedVoucher[]): boolean {
  const numbers = batch.flatMap(({ lines }) => lines.map(({ lineNumber }) => lineNumber));
  return new Set(numbers).size < numbers.length;
}

const collision = new SyncError('ERP_BATCH_REFUSED', 'Two vouchers of the batch would share a line number.');

function otherwise(difference: string): SyncError {
  const message = `The general ledger shows the voucher otherwise than it was sent: ${difference}.`;
  return new SyncError('ERP_LOOK_UP_INCONCLUSIVE', message);
}

const postedInSpite = new SyncError(
  'ERP_LOOK_UP_INCONCLUSIVE',
  'Business Central refused to post, and yet the general ledger shows entries of these vouchers.',
);

function leftOver(code: string): SyncError {
  const message = `The journal ${code} of an earlier call for these vouchers is still there; nothing was sent.`;
  return new SyncError('ERP_LOOK_UP_INCONCLUSIVE', message);
}

function emptied({ code }: Journal, cause: SyncError): SyncError {
  const message = `The lines of the journal ${code} were gone when it was to be posted: somebody posted or deleted them.`;
  return new SyncError('ERP_LOOK_UP_INCONCLUSIVE', message, { cause: cause.cause });
}

function mayRemain({ code }: Journal, cause: SyncError | undefined): SyncError {
  const why = cause === undefined ? '' : ` after: ${cause.message}`;
  return new SyncError('ERP_REPLY_LOST', `The unposted journal ${code} may still be in Business Central${why}`, {
    cause: cause?.cause,
  });
}
