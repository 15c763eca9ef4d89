import { sha256Base32, sha256Hex } from '../domain/fingerprint.ts';
import { transition } from '../domain/outbox-entry.ts';
import { voucherTotal } from '../domain/voucher.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { PostOutcome, RenderedVoucher } from '../ports/accounting-gateway.ts';
import type { Integration } from '../ports/config-repo.ts';
import type { DeliveryIntent, DueEntry, EntryOutcome } from '../ports/outbox-store.ts';
import { beginWithinMs } from './call-run.ts';
import { type AnswerEvent, eventOfPost, logOfEvent } from './delivery-events.ts';
import type { LaneWork, StepEnd } from './lane-work.ts';
import { endOfStep, isPausing } from './step-end.ts';
import { stopwatch } from './stopwatch.ts';
import { withinDeadline } from './within-deadline.ts';

/** An entry that may be sent now, with the bytes that will be. */
export interface ReadyVoucher {
  readonly due: DueEntry;
  readonly rendered: RenderedVoucher;
  /** The mapping version that made it. */
  readonly mappingVersion: number;
  readonly lines: number;
  readonly batchLimit: number | null;
  /** A look-up in this very pass found nothing. */
  readonly lookUp: 'absent' | 'not-needed';
}

/** How a run of calls ended. */
export interface RunEnd {
  readonly end: StepEnd;
  /** How long each of its calls took on average, in milliseconds; left out when none was begun. */
  readonly callMs?: number;
  /** Something of it is to be tried again at once. */
  readonly isDueAgain?: boolean;
}

/**
 * Steps 3 to 5 of the send protocol for the calls of one run: all their intents in one commit, then each call once and one after the other, then their outcomes
 * in one commit. A call that is not begun, because one before it ended the pass (`isOver`), the worker stops or the time for beginning is over, is recorded as such.
 */
export async function sendRun(
  run: readonly (readonly ReadyVoucher[])[],
  work: LaneWork,
  isOver: (end: StepEnd) => boolean,
): Promise<RunEnd> {
  const { lane, integration, gateway, ports, stop } = work;
  const { longestOperationMs, settlingMs } = gateway.traits;
  const beginMs = beginWithinMs(run.length);
  // The last call may begin so much later than the intent; and whatever is declared, none is over before it has ended.
  const settledMs = beginMs + Math.max(settlingMs, longestOperationMs);
  const calls = await Promise.all(run.map((batch) => callOf(batch, integration, settledMs)));
  const sinceCommitting = stopwatch(ports.clock);
  const intents = calls.flatMap((it) => it.intents);
  const grant = await ports.outbox.openAttempts(lane, intents, beginMs + longestOperationMs);
  if (grant === undefined) return { end: { kind: 'lost' } };
  if (grant === 'stale') return { end: { kind: 'stale' } };
  let end: StepEnd = { kind: 'go-on' };
  let made = 0;
  let madeMs = 0;
  const outcomes: EntryOutcome[] = [];
  for (const [at, call] of calls.entries()) {
    const begunMs = ports.clock.monotonicMs();
    const spentMs = sinceCommitting();
    if (at > 0 && (isOver(end) || stop?.aborted === true || spentMs >= beginMs)) {
      outcomes.push(...call.intents.map(unbegun));
      continue;
    }
    const answered = await sendOnce(call, Math.min(longestOperationMs, grant.sendWithinMs - spentMs), work);
    made += 1;
    madeMs += ports.clock.monotonicMs() - begunMs;
    outcomes.push(...answered.outcomes);
    end = answered.end;
  }
  if (!(await ports.outbox.recordOutcomes(lane, outcomes))) return { end: { kind: 'lost' } };
  return { end, isDueAgain: outcomes.some(isDueAtOnce), ...(made === 0 ? {} : { callMs: madeMs / made }) };
}

/** Whether an entry is due again as soon as its outcome is recorded. */
export const isDueAtOnce = ({ next }: EntryOutcome): boolean => next.dueInMs === 0;

interface Call {
  readonly batch: readonly ReadyVoucher[];
  readonly batchKey: string;
  readonly intents: readonly DeliveryIntent[];
}

async function callOf(batch: readonly ReadyVoucher[], integration: Integration, settlingMs: number): Promise<Call> {
  const batchKey = await batchKeyOf(batch);
  const intents = batch.map(async (it) => ({ ...(await intentFor(it, batchKey, integration)), settlingMs }));
  return { batch, batchKey, intents: await Promise.all(intents) };
}

/** One call, and what its answer means. */
async function sendOnce({ batch, batchKey, intents }: Call, leftMs: number, work: LaneWork) {
  const { gateway, ports } = work;
  const answers = await postOnce(batch, batchKey, leftMs, work);
  const outcomes = intents.map((intent): EntryOutcome => {
    const answer = answers.get(intent.entry.reference) ?? missing;
    const event = eventOfPost(answer, {
      traits: gateway.traits,
      batchSize: batch.length,
      random: ports.random.next(),
      pauses: answer.kind === 'retry' && isPausing(answer.failure.code),
    });
    return outcomeOf(intent, event);
  });
  const askedMs = Math.max(0, ...[...answers.values()].map((it) => (it.kind === 'retry' ? (it.afterMs ?? 0) : 0)));
  const statuses = outcomes.map(({ next }) => next);
  return { outcomes, end: endOfStep(statuses, batch.length, askedMs) };
}

const unbegun = (intent: DeliveryIntent) => outcomeOf(intent, { type: 'not-begun' });

function outcomeOf({ entry, next, batchKey }: DeliveryIntent, event: AnswerEvent): EntryOutcome {
  const sending = { ...entry, ...next, batchKey };
  return { entry: sending, next: transition(sending, event), log: logOfEvent('attempt', event) };
}

/** The same for the same vouchers in any order, so that the container of an earlier call is found again. */
function batchKeyOf(batch: readonly ReadyVoucher[]): Promise<string> {
  const references = batch.map(({ due }) => due.entry.reference);
  return sha256Base32(references.toSorted().join('\n'), 16);
}

async function intentFor(
  it: ReadyVoucher,
  batchKey: string,
  integration: Integration,
): Promise<Omit<DeliveryIntent, 'settlingMs'>> {
  const { payload, voucher } = it.rendered;
  const { configVersion, credentialVersion } = integration;
  const { mappingVersion } = it;
  const { entry } = it.due;
  const next = transition(entry, { type: 'intent', lookUp: it.lookUp });
  const payloadHash = await sha256Hex(payload);
  const { postingDate } = voucher;
  const totalMinor = voucherTotal(voucher).minor;
  const newestMappingVersion = integration.mapping.version;
  const versions = { configVersion, credentialVersion, mappingVersion, newestMappingVersion };
  return { entry, next, payload, payloadHash, batchKey, ...versions, postingDate, totalMinor };
}

const missing: PostOutcome = {
  kind: 'unknown',
  failure: { code: 'ERP_REPLY_LOST', message: 'The accounting system’s answer did not name this voucher.' },
};

/** One call, once. Whatever goes wrong after its start leaves every voucher of it in doubt. */
async function postOnce(
  batch: readonly ReadyVoucher[],
  batchKey: string,
  leftMs: number,
  { gateway, ports, giveUp }: LaneWork,
): Promise<ReadonlyMap<VoucherReference, PostOutcome>> {
  const everyone = (outcome: PostOutcome) => new Map(batch.map(({ rendered }) => [rendered.reference, outcome]));
  if (leftMs <= 0) {
    const failure = { code: 'ERP_UNAVAILABLE', message: 'The lease was too short; nothing was sent.' } as const;
    return everyone({ kind: 'retry', failure });
  }
  const vouchers = batch.map(({ rendered }) => rendered);
  try {
    return await withinDeadline(
      ports.clock,
      leftMs,
      (signal) => gateway.postVouchers(vouchers, { signal, batchKey }),
      giveUp,
    );
  } catch (error) {
    const { code, message } = SyncError.from(error);
    return everyone({ kind: 'unknown', failure: { code, message } });
  }
}
