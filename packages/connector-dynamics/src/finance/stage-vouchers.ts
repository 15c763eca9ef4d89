import { type PostOutcome, SyncError, type VoucherReference } from '@bilag/core';
import type { Delivery } from './books.ts';
import { failureOf, isDuplicate, refusalOf } from './finance-errors.ts';
import { bodyOfLine, type PlannedVoucher } from './finance-mapping.ts';
import { isReadable, type LineHead, type LineRow } from './journal-line.ts';
import type { Journal } from './journals.ts';
import { answersByVoucher, type LinesAnswer } from './line-answers.ts';
import { differenceOf } from './line-difference.ts';
import {
  accepted,
  asSyncError,
  everyone,
  type PostOutcomes,
  refused,
  refusedTogether,
  unknown,
} from './post-outcomes.ts';
import { failureOfVoucher } from './refused-lines.ts';
import { keepsTogether, notTogether } from './staged-vouchers.ts';

/** How far a batch got into its journal. */
export interface Staging {
  readonly outcomes: PostOutcomes;
  /** The journal holds vouchers that are complete, and nothing of ours that is not. */
  readonly isReady: boolean;
  /** Surely nothing was written into the journal, or all of it was taken out again. */
  readonly isEmpty: boolean;
}

/** What a reading shows of one voucher. */
type Finding =
  | { readonly kind: 'staged' }
  /** Nothing of it is there, and why. */
  | { readonly kind: 'not there'; readonly outcome: PostOutcome }
  /** Lines that we wrote and nobody has touched since, not as they should be; once they are gone, this is the outcome. */
  | { readonly kind: 'half'; readonly ours: readonly LineHead[]; readonly outcome: PostOutcome }
  | { readonly kind: 'in doubt'; readonly outcome: PostOutcome };

/**
 * Writes the vouchers' lines, each voucher as one change set, and reads the journal: what it holds counts, not what was answered. Lines of a voucher that is
 * not whole are taken out again.
 * @source dynamics.md §15.1 and §15.3, read 2026-11: a change set is atomic; line inserts in one journal have to come one after the other.
 */
export async function stageVouchers(delivery: Delivery, journal: Journal): Promise<Staging> {
  const { batch, hidden } = delivery;
  const written = await writeLines(delivery, journal).catch(asSyncError);
  if (!(written instanceof SyncError)) {
    return await judgeByReading(delivery, journal, (reference) => written.get(reference) ?? notRun);
  }
  if (written.outcome === 'ambiguous') return unread(batch, unknown(written, hidden()));
  const refusal = refusedTogether(written, batch.length, hidden());
  if (isUnheard(written)) return { ...unread(batch, refusal), isEmpty: true };
  return await judgeByReading(delivery, journal, () => refusal);
}

async function judgeByReading(
  delivery: Delivery,
  journal: Journal,
  answerFor: (reference: VoucherReference) => LinesAnswer | PostOutcome,
): Promise<Staging> {
  const { batch, books, hidden, signal } = delivery;
  try {
    const rows = await books.journals.readLines(journal, signal);
    const findings = new Map(batch.map((it) => [it.reference, findingOf(it, rows, answerFor(it.reference), delivery)]));
    const half = [...findings.values()].flatMap((it) => (it.kind === 'half' ? it.ours : []));
    if (half.length === 0) return stagingOf(journal, findings, rows);
    await books.journals.removeLines(half, signal);
    const left = await books.journals.readLines(journal, signal);
    return stagingOf(journal, afterRemoval(findings, left, hidden()), left);
  } catch (error) {
    return unread(batch, unknown(asSyncError(error), hidden()));
  }
}

/** What is said when the journal was not read. */
function unread(batch: readonly PlannedVoucher[], outcome: PostOutcome): Staging {
  return { outcomes: everyone(batch, outcome), isReady: false, isEmpty: false };
}

/**
 * Whether the request as a whole was turned away before anything of it was looked at. Any other refusal of a batch may come after a part of it was
 * carried out, so that only a reading tells.
 */
function isUnheard(error: SyncError): boolean {
  const status = refusalOf(error)?.status;
  return status === undefined || [401, 403, 404, 429].includes(status);
}

async function writeLines(
  { batch, books, signal }: Delivery,
  { number }: Journal,
): Promise<ReadonlyMap<VoucherReference, LinesAnswer>> {
  const { company } = books.settings;
  const changeSets = batch.map(({ lines }) =>
    lines.map((line) => {
      const body = bodyOfLine(line, company, number);
      return { method: 'POST', path: 'LedgerJournalLines', body, contentId: String(line.lineNumber) } as const;
    }),
  );
  return answersByVoucher(batch, await books.client.change(changeSets, 'write the journal lines', signal));
}

function findingOf(
  voucher: PlannedVoucher,
  rows: readonly LineRow[],
  answer: LinesAnswer | PostOutcome,
  delivery: Delivery,
): Finding {
  const { lines, reference } = voucher;
  const ours = rows.filter(({ document }) => document === reference);
  if (ours.length === 0) return absenceOf(voucher, answer, delivery);
  const fault = ours.find((it) => it.fault !== undefined)?.fault;
  if (fault !== undefined) return doubt(fault.message, delivery);
  const { currency } = delivery.books.settings;
  const byNumber = new Map(ours.filter(isReadable).map((it) => [it.lineNumber, it]));
  const differences = lines.flatMap((line) => {
    const row = byNumber.get(line.lineNumber);
    const difference = row === undefined ? undefined : differenceOf(line, row, currency);
    return difference === undefined ? [] : [{ line, ...difference }];
  });
  const isWhole = ours.length === lines.length && lines.every(({ lineNumber }) => byNumber.has(lineNumber));
  if (differences[0] === undefined) {
    if (isWhole && keepsTogether(ours, rows)) return { kind: 'staged' };
    if (isWhole) return doubt(notTogether, delivery);
    // What is there is as we wrote it, so it is ours to take out.
    return { kind: 'half', ours, outcome: halfOutcome(voucher, answer, delivery) };
  }
  const { line, what, code } = differences[0];
  const field = code === 'ERP_UNKNOWN_TAX_CODE' ? `${line.field}.taxCode` : line.field;
  const failure = { code, message: `Finance & Operations changed a line: ${what}.`, field };
  const isUntouched =
    answer.kind === 'written' &&
    ours.every(({ lineNumber, etag }) => etag !== undefined && answer.etags.get(lineNumber) === etag);
  // A line that changed after it was written may be a person's doing, and then it is not ours to take out.
  return isUntouched
    ? { kind: 'half', ours, outcome: { kind: 'rejected', failure } }
    : doubt(failure.message, delivery);
}

/** Nothing of the voucher is in the journal. */
function absenceOf(voucher: PlannedVoucher, answer: LinesAnswer | PostOutcome, delivery: Delivery): Finding {
  if (answer.kind === 'written')
    return doubt('Its lines were confirmed, and yet they are not in the journal.', delivery);
  if (answer.kind === 'refused' && isDuplicate(answer.error)) {
    return { kind: 'in doubt', outcome: unknown(answer.error, delivery.hidden()) };
  }
  return { kind: 'not there', outcome: halfOutcome(voucher, answer, delivery) };
}

/** What a voucher that is not whole comes to once nothing of it is there. */
function halfOutcome(
  voucher: PlannedVoucher,
  answer: LinesAnswer | PostOutcome,
  { books, hidden }: Delivery,
): PostOutcome {
  if (answer.kind === 'written') return notRun;
  if (answer.kind !== 'refused') return answer;
  return refused(failureOfVoucher(answer.error, voucher, books.settings, hidden()), answer.error);
}

/** For a voucher that no answer is about. */
const notRun: PostOutcome = {
  kind: 'retry',
  afterMs: 0,
  failure: {
    code: 'ERP_BATCH_REFUSED',
    message: 'Finance & Operations did not write this voucher’s lines, and did not say why.',
  },
};

function doubt(message: string, { hidden }: Delivery): Finding {
  const error = new SyncError('ERP_LOOK_UP_INCONCLUSIVE', message);
  return { kind: 'in doubt', outcome: { kind: 'unknown', failure: failureOf(error, hidden()) } };
}

function afterRemoval(
  findings: ReadonlyMap<VoucherReference, Finding>,
  left: readonly LineRow[],
  hidden: readonly string[],
): ReadonlyMap<VoucherReference, Finding> {
  const remains = new SyncError('ERP_REPLY_LOST', 'A part of the voucher may still be in its unposted journal.');
  return new Map(
    [...findings].map(([reference, finding]): [VoucherReference, Finding] => {
      if (finding.kind !== 'half') return [reference, finding];
      const isThere = left.some(({ document }) => document === reference);
      const outcome = isThere ? unknown(remains, hidden) : finding.outcome;
      return [reference, { kind: isThere ? 'in doubt' : 'not there', outcome }];
    }),
  );
}

/** While one voucher is in doubt the journal stays as it is, and with it the others: a look-up settles them together. */
function stagingOf(
  journal: Journal,
  findings: ReadonlyMap<VoucherReference, Finding>,
  rows: readonly LineRow[],
): Staging {
  const all = [...findings.values()];
  const inDoubt = all.find((it) => it.kind === 'in doubt');
  const staged = inDoubt?.outcome ?? accepted(journal);
  const outcomes = [...findings].map(([reference, finding]): [VoucherReference, PostOutcome] => [
    reference,
    finding.kind === 'staged' ? staged : finding.outcome,
  ]);
  const isReady = inDoubt === undefined && all.some(({ kind }) => kind === 'staged');
  return { outcomes: new Map(outcomes), isReady, isEmpty: inDoubt === undefined && rows.length === 0 };
}
