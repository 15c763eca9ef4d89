import { type FindOutcome, SyncError, type VoucherQuery, type VoucherReference } from '@bilag/core';
import { type Sought, sinceOf } from './by-reference.ts';
import type { CodeBook } from './code-book.ts';
import { type Findings, outcomeOf } from './findings.ts';
import { errorsAlong, type ImportErrors, readImportErrors } from './import-errors.ts';
import { type QueuedRow, readQueue } from './import-queue.ts';
import { readJournal, readLedger } from './journal.ts';
import { checkLedger } from './ledger-identity.ts';
import { type Questions, withFewPages } from './questions.ts';
import type { XledgerSettings } from './xledger-config.ts';

/** What a look-up needs. */
export interface LookUpTools {
  readonly settings: XledgerSettings;
  readonly questions: Questions;
  readonly codeBook: CodeBook;
}

/** The longest pause before a look-up that failed is worth repeating; each costs requests of a monthly allowance. */
const pauseMs = 5 * 60_000;

/** Most pages that one look-up turns. Only where Xledger refuses to filter its lists can it need more, and then it does not tell what is absent. */
const mostPages = 40;

/**
 * Finds vouchers by their references, all in the same few questions. A voucher moves from the import queue to the journal and the
 * ledger, so they are read in this order and nothing can slip by. Only when all were read to the end without an error is one absent.
 * @source reference of the Xledger API, section 7, read 2026-11
 */
export async function lookUp(
  queries: readonly VoucherQuery[],
  tools: LookUpTools,
  signal: AbortSignal,
): Promise<ReadonlyMap<VoucherReference, FindOutcome>> {
  const references = queries.map(({ reference }) => reference);
  if (references.length === 0) return new Map();
  try {
    const sought = { references, since: sinceOfAll(queries) };
    const questions = withFewPages(tools.questions, mostPages);
    const findings = await gather(sought, { ...tools, questions }, signal);
    return new Map(references.map((reference) => [reference, outcomeOf(reference, findings, tools.settings)]));
  } catch (error) {
    const outcome = outcomeOfError(SyncError.from(error), tools.settings);
    return new Map(references.map((reference) => [reference, outcome]));
  }
}

/** Since when the first of them can lie in Xledger; `undefined` unless it is known of all. */
function sinceOfAll(queries: readonly VoucherQuery[]): string | undefined {
  const times = queries.flatMap(({ sentAt }) => sentAt?.getTime() ?? []);
  return times.length < queries.length ? undefined : sinceOf(new Date(Math.min(...times)));
}

async function gather(sought: Sought, tools: LookUpTools, signal: AbortSignal): Promise<Findings> {
  const { settings, questions, codeBook } = tools;
  const slots = [...settings.dimensions.values()];
  const options = { slots, jobLevel: settings.jobLevel };
  const { references, since } = sought;
  // Why a row is not booked is asked for before it is known whether there is one: what waits costs a request less, each time.
  const along = since === undefined ? undefined : errorsAlong(since);
  const asked = { ...options, along: checkLedger(settings), perhapsAlong: along?.errand };
  const seen = await readQueue(sought, asked, questions, signal);
  const journal = await readJournal(references, slots, questions, signal);
  const booked = new Set(journal.map(({ reference }) => reference));
  const rows = await withoutBookedMeanwhile(seen, booked, (inBoth) =>
    readQueue({ ...sought, references: inBoth }, options, questions, signal),
  );
  const queued = new Set(rows.map(({ reference }) => reference));
  const waiting = rows.filter(({ reference }) => !booked.has(reference));
  const known = { since, firstPage: along?.firstPage() };
  const errors: ImportErrors =
    waiting.length === 0 ? new Map() : await readImportErrors(waiting, known, questions, signal);
  const nowhere = references.filter((it) => !booked.has(it) && !queued.has(it));
  const ledger = nowhere.length === 0 ? new Map<never, never>() : await readLedger(nowhere, questions, signal);
  return { rows, journal, errors, ledger, codes: await codeBook.codesFor([...rows, ...journal], signal) };
}

/** Rows that were booked between the two readings were seen in both: another look at the queue tells them from a second copy. */
async function withoutBookedMeanwhile(
  seen: readonly QueuedRow[],
  booked: ReadonlySet<VoucherReference>,
  readAgain: (references: readonly VoucherReference[]) => Promise<readonly QueuedRow[]>,
): Promise<readonly QueuedRow[]> {
  const inBoth = new Set(seen.map(({ reference }) => reference).filter((it) => booked.has(it)));
  if (inBoth.size === 0) return seen;
  const others = seen.filter(({ reference }) => !inBoth.has(reference));
  return [...others, ...(await readAgain([...inBoth]))];
}

function outcomeOfError({ code, message, retryAfterMs }: SyncError, { bookingPollMs }: XledgerSettings): FindOutcome {
  if (code === 'ERP_LOOK_UP_INCONCLUSIVE') return { kind: 'cannot-tell', failure: { code, message } };
  return { kind: 'unavailable', failure: { code, message }, afterMs: retryAfterMs ?? Math.min(pauseMs, bookingPollMs) };
}
