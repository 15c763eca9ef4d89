import { type EntryFailure, SyncError, type VoucherReference } from '@bilag/core';
import { isSuccess } from '../erp-answers.ts';
import { type BatchItem, type BusinessCentralClient, maxBatchItems } from './business-central-client.ts';
import {
  asRefusalOfData,
  type ErpAnswer,
  errorOfAnswer,
  isClearYes,
  isMissingRecord,
  isSameKey,
  unreadableAnswer,
} from './business-central-errors.ts';
import {
  type PlannedDimension,
  type PlannedLine,
  type PlannedVoucher,
  storedCode,
} from './business-central-mapping.ts';
import type { Journal, Journals } from './journals.ts';
import { chunksOf } from './keyed-read.ts';
import { type Faults, failureOfLine } from './refused-lines.ts';
import { faultOfStaged } from './staged-difference.ts';
import { isPlaceholder, type StagedLine } from './staged-line.ts';

/** Why a batch was not staged. Nothing of it may stay. */
export interface StagingTrouble {
  /** Vouchers that are at fault. */
  readonly faults: Faults;
  /** What else went wrong; concerns all the others. */
  readonly general: SyncError | undefined;
}

/** One request of a batch, and which line or dimension it writes. */
interface Operation {
  readonly item: BatchItem;
  readonly reference: VoucherReference;
  readonly line: PlannedLine;
  readonly dimension?: PlannedDimension;
}

/**
 * Writes the vouchers' lines into an empty journal, gives them their dimensions, and reads everything back. Returns what is wrong, or
 * `undefined` when the journal holds exactly what was meant.
 */
export async function stageVouchers(
  batch: readonly PlannedVoucher[],
  journal: Journal,
  { client, journals }: { readonly client: BusinessCentralClient; readonly journals: Journals },
  signal: AbortSignal,
): Promise<StagingTrouble | undefined> {
  try {
    const path = journals.pathOf(journal);
    const isThere = async () => (await journals.find([journal.code], signal)).some(({ id }) => id === journal.id);
    const lines = await runAll({ client, isThere }, lineOperations(batch, path), 'write the journal lines', signal);
    if (lines !== undefined) return lines;
    const written = await journals.readLines(journal, signal);
    const changes = dimensionOperations(batch, written, path);
    if (changes.length === 0) return checkStaged(batch, written);
    const areThere = async () => {
      const ids = new Set((await journals.readLines(journal, signal)).map(({ id }) => id));
      return written.every(({ id }) => ids.has(id));
    };
    const dimensions = await runAll({ client, isThere: areThere }, changes, 'write the dimensions', signal);
    return dimensions ?? checkStaged(batch, await journals.readLines(journal, signal));
  } catch (error) {
    if (error instanceof SyncError) return { faults: new Map(), general: error };
    throw error;
  }
}

function lineOperations(batch: readonly PlannedVoucher[], path: string): readonly Operation[] {
  return batch.flatMap(({ reference, lines }) =>
    lines.map((line) => {
      const id = String(line.lineNumber);
      const item = { id, method: 'POST', path: `${path}/journalLines`, body: line.json } as const;
      return { item, reference, line };
    }),
  );
}

/**
 * A line may have got a dimension from its account already: that one is changed, the others are added.
 * @source dynamics.md §6.6, 2026-11: adding one that is there is refused.
 */
function dimensionOperations(
  batch: readonly PlannedVoucher[],
  written: readonly StagedLine[],
  path: string,
): readonly Operation[] {
  const byNumber = new Map(written.map((it) => [it.lineNumber, it]));
  return batch.flatMap(({ reference, lines }) =>
    lines.flatMap((line) => {
      const staged = byNumber.get(line.lineNumber);
      if (staged === undefined) return [];
      return line.dimensions.flatMap((dimension, at): Operation[] => {
        const item = dimensionItem(dimension, staged, `${path}/journalLines(${staged.id})/dimensionSetLines`);
        if (item === undefined) return [];
        return [{ item: { ...item, id: `${line.lineNumber}-${at}` }, reference, line, dimension }];
      });
    }),
  );
}

function dimensionItem(
  { code, valueCode, json }: PlannedDimension,
  staged: StagedLine,
  path: string,
): Omit<BatchItem, 'id'> | undefined {
  const present = staged.dimensions.find((it) => it.code === code);
  if (present === undefined) return { method: 'POST', path, body: json };
  if (present.valueCode === storedCode(valueCode)) return undefined;
  const body = JSON.stringify({ valueCode });
  return { method: 'PATCH', path: `${path}(${present.id})`, body, headers: { 'If-Match': '*' } };
}

interface Way {
  readonly client: BusinessCentralClient;
  /** Whether what the operations write to is still there. @throws {SyncError} */
  readonly isThere: () => Promise<boolean>;
}

/** Runs the operations in order, and stops after the first request in which one failed. */
async function runAll(
  way: Way,
  operations: readonly Operation[],
  attempt: string,
  signal: AbortSignal,
): Promise<StagingTrouble | undefined> {
  for (const chunk of chunksOf(operations, maxBatchItems)) {
    const items = chunk.map(({ item }) => item);
    const answers = await way.client.batch(items, 'write', attempt, signal);
    const failed = failuresIn(chunk, answers, attempt);
    if (failed.length > 0) return await troubleOf(failed, way);
  }
  return undefined;
}

interface Failed {
  readonly operation: Operation;
  readonly error: SyncError;
}

function failuresIn(
  chunk: readonly Operation[],
  answers: ReadonlyMap<string, ErpAnswer>,
  attempt: string,
): readonly Failed[] {
  return chunk.flatMap((operation) => {
    const answer = answers.get(operation.item.id);
    if (answer !== undefined && isClearYes(answer)) return [];
    return [{ operation, error: errorOfItem(answer, attempt) }];
  });
}

/** A record that is missing is the line's fault, such as a set-up that its account needs, unless it is what the line was written to. */
async function troubleOf(failed: readonly Failed[], { isThere }: Way): Promise<StagingTrouble> {
  const isOfData = failed.some(({ error }) => isMissingRecord(error)) && (await isThere());
  const meaningOfMissing = isOfData ? asRefusalOfData : asOutage;
  const faults = new Map<VoucherReference, EntryFailure>();
  let general: SyncError | undefined;
  for (const { operation, error: told } of failed) {
    const { reference, line, dimension } = operation;
    const error = isMissingRecord(told) ? meaningOfMissing(told) : told;
    if (error.code !== 'ERP_REFUSED' || isSameKey(error)) general ??= error;
    else if (!faults.has(reference)) faults.set(reference, failureOfLine(error, line, dimension));
  }
  return { faults, general };
}

function asOutage({ message, cause }: SyncError): SyncError {
  return new SyncError('ERP_UNAVAILABLE', message, { cause });
}

function errorOfItem(answer: ErpAnswer | undefined, attempt: string): SyncError {
  if (answer === undefined) {
    return new SyncError('ERP_UNAVAILABLE', `Business Central left out a part of the batch to ${attempt}.`);
  }
  return isSuccess(answer.status)
    ? unreadableAnswer(answer, 'write', attempt)
    : errorOfAnswer(answer, 'write', attempt);
}

/** Nothing is posted that was not read back: every line with its account, amount, document, date, dimensions and VAT code, and no other line. */
function checkStaged(batch: readonly PlannedVoucher[], staged: readonly StagedLine[]): StagingTrouble | undefined {
  const byNumber = new Map(staged.filter((it) => !isPlaceholder(it)).map((it) => [it.lineNumber, it]));
  const faults = new Map<VoucherReference, EntryFailure>();
  for (const { reference, lines } of batch) {
    for (const line of lines) {
      const fault = faultOfStaged(line, byNumber.get(line.lineNumber));
      if (fault !== undefined && !faults.has(reference)) faults.set(reference, fault);
      byNumber.delete(line.lineNumber);
    }
  }
  const strangers = byNumber.size === 0 ? undefined : new SyncError('ERP_UNAVAILABLE', strangersFound);
  return faults.size > 0 || strangers !== undefined ? { faults, general: strangers } : undefined;
}

const strangersFound = 'The journal that Bilag had just made held lines of somebody else; nothing was posted.';
