import { type EntryFailure, mustLookUp, transition } from '../domain/outbox-entry.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { DueEntry, EntryOutcome } from '../ports/outbox-store.ts';
import { type AnswerEvent, logOfEvent } from './delivery-events.ts';
import type { LaneWork, StepEnd } from './lane-work.ts';
import type { LookUpVerdict } from './look-up-entries.ts';
import { type Knowledge, knownMasterData, readMasterDataAgain } from './master-data-knowledge.ts';
import { type PreparedVoucher, prepareVoucher } from './prepare-voucher.ts';
import type { ReadyVoucher } from './send-run.ts';
import { isPausing, shortestRestMs } from './step-end.ts';

/** What a pass may send, and what became of the rest. */
export interface PreparedPass {
  readonly ready: readonly ReadyVoucher[];
  readonly outcomes: readonly EntryOutcome[];
}

interface Candidate {
  readonly due: DueEntry;
  readonly lookUp: 'absent' | 'not-needed';
}

/**
 * Makes the vouchers of what may be sent and checks them against the ERP's master data. What cannot be made is rejected and never opens an
 * attempt. What the ERP would refuse is rejected too, but only by a reading that was made after the entry was due, and by the newest that may be had: a
 * cost center may have been opened a minute ago. Until the next reading is allowed, it waits.
 * @returns how the pass ends when the master data cannot be had, or the lane is no longer ours.
 */
export async function prepareVouchers(
  due: readonly DueEntry[],
  verdict: LookUpVerdict,
  work: LaneWork,
): Promise<PreparedPass | StepEnd> {
  const candidates = due.flatMap((it) => candidateOf(it, verdict));
  if (candidates.length === 0) return { ready: [], outcomes: [] };
  const known = await orStepEnd(() => knownMasterData(work));
  if ('kind' in known) return known;
  const prepared = await Promise.all(candidates.map((it) => prepare(it, known, work)));
  if (!prepared.some(isDoubtful)) return sorted(prepared, 0);
  const waitMs = work.gateway.traits.masterDataRestMs - known.ageMs;
  if (waitMs > 0) return sorted(prepared, waitMs);
  const fresh = await orStepEnd(() => readMasterDataAgain(work));
  // What fits by the last reading is sent all the same; the rest waits for a reading that succeeds.
  if ('kind' in fresh) return fresh.kind === 'rest' ? sorted(prepared, unreadableWaitMs) : fresh;
  const again = prepared.map(async (it) => (isDoubtful(it) ? await prepare(it.candidate, fresh, work) : it));
  return sorted(await Promise.all(again), 0);
}

/** How long what does not fit waits when the ERP cannot be read, in milliseconds. */
const unreadableWaitMs = 10 * 60_000;

function candidateOf(due: DueEntry, { absent }: LookUpVerdict): readonly Candidate[] {
  if (!mustLookUp(due.entry)) return [{ due, lookUp: 'not-needed' }];
  return absent.has(due.entry.reference) ? [{ due, lookUp: 'absent' }] : [];
}

interface Prepared {
  readonly candidate: Candidate;
  readonly voucher: PreparedVoucher;
  readonly mappingVersion: number;
  /** The master data were read after the entry was due, and no reading could be made now that is newer. */
  readonly isCertain: boolean;
}

const isDoubtful = ({ voucher, isCertain }: Prepared) => voucher.kind === 'unfit' && !isCertain;

async function prepare(candidate: Candidate, { index, ageMs }: Knowledge, work: LaneWork): Promise<Prepared> {
  const { gateway } = work;
  const { entry, record, dueSinceMs } = candidate.due;
  const { reference, reverses } = entry;
  const reversedDate = candidate.due.reversed?.postingDate ?? null;
  const names = {
    reference,
    voucherNumber: Number(entry.sequence),
    ...(reverses === null ? {} : { reverses }),
    ...(reversedDate === null ? {} : { reversedDate }),
  };
  const mapping = await mappingFor(candidate.due, work);
  const isCertain = ageMs <= Math.min(dueSinceMs, gateway.traits.masterDataRestMs);
  if (mapping instanceof SyncError) {
    return { candidate, voucher: { kind: 'refused', error: mapping }, mappingVersion: 0, isCertain };
  }
  const voucher = prepareVoucher(record, names, mapping, gateway, index);
  return { candidate, voucher, mappingVersion: mapping.version, isCertain };
}

/**
 * A voucher is made with the mapping as it is now; a reversal with the one that made the voucher which it takes back, but for what is to become of a date in
 * a closed period.
 */
async function mappingFor({ entry, record, reversed }: DueEntry, { integration, ports }: LaneWork) {
  const { mapping } = integration;
  if (entry.reverses === null) return mapping;
  const version = reversed?.mappingVersion ?? null;
  if (version === null)
    return new SyncError('REVERSAL_NOT_MADE', 'Bilag did not send the voucher that is to be taken back.');
  if (reversed?.sentElsewhere === true) {
    return new SyncError('REVERSAL_NOT_MADE', 'The voucher was sent to other books than those connected now.');
  }
  const then =
    version === mapping.version ? mapping : await ports.config.mappingVersion(record.organizationId, version);
  if (then === undefined) return new SyncError('REVERSAL_NOT_MADE', `Mapping ${version} is not kept any more.`);
  const { closedPeriod: _then, ...rules } = then;
  return mapping.closedPeriod === undefined ? rules : { ...rules, closedPeriod: mapping.closedPeriod };
}

/** `waitMs`: how long what is doubtful waits. */
function sorted(prepared: readonly Prepared[], waitMs: number): PreparedPass {
  const ready: ReadyVoucher[] = [];
  const outcomes: EntryOutcome[] = [];
  for (const it of prepared) {
    const { voucher } = it;
    const { due, lookUp } = it.candidate;
    if (voucher.kind === 'ready') {
      const { rendered } = voucher;
      const { mappingVersion } = it;
      const lines = rendered.voucher.lines.length;
      ready.push({ due, rendered, mappingVersion, lines, batchLimit: due.entry.batchLimit, lookUp });
    } else if (voucher.kind === 'nothing-to-post') {
      const event = { type: 'nothing-to-post', failure: null } as const;
      const log = { action: 'mapping', result: 'nothing-to-post', errorCode: null, message: voucher.reason } as const;
      outcomes.push({ entry: due.entry, next: transition(due.entry, event), log });
    } else {
      const failure = voucher.kind === 'unfit' ? voucher.failure : failureOf(voucher.error);
      const event: AnswerEvent = isDoubtful(it)
        ? { type: 'held-back', failure, lookUp, waitMs }
        : { type: 'rejected', failure };
      outcomes.push({ entry: due.entry, next: transition(due.entry, event), log: logOfEvent('mapping', event) });
    }
  }
  return { ready, outcomes };
}

function failureOf({ code, message, field }: SyncError): EntryFailure {
  return { code, message, ...(field === undefined ? {} : { field }) };
}

/** Without master data nothing can be checked and nothing is sent: the lane rests, or is paused when the ERP lets nobody in. */
async function orStepEnd(read: () => Promise<Knowledge | undefined>): Promise<Knowledge | StepEnd> {
  try {
    return (await read()) ?? { kind: 'lost' };
  } catch (error) {
    if (!(error instanceof SyncError) || error.code === 'NOT_READY') throw error;
    const failure = failureOf(error);
    if (isPausing(error.code)) return { kind: 'pause', failure };
    return { kind: 'rest', restMs: Math.max(unreadableRestMs, error.retryAfterMs ?? shortestRestMs) };
  }
}

/** How long a lane rests whose master data could not be read, in milliseconds. */
const unreadableRestMs = 15_000;
