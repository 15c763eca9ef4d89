import { type EntryFailure, mustLookUp } from '../domain/outbox-entry.ts';
import { laneRestMs } from '../domain/retry-policy.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AccountingGateway, GatewayTraits } from '../ports/accounting-gateway.ts';
import type { Integration } from '../ports/config-repo.ts';
import type { DueEntry, EntryOutcome, LaneRelease, LeasedLane } from '../ports/outbox-store.ts';
import { nextRun } from './call-run.ts';
import { cutBatches } from './cut-batches.ts';
import { deliverReceipts } from './deliver-receipts.ts';
import { allowanceRestMs, allowanceUsedUp, isAllowanceUsedUp } from './heed-allowance.ts';
import { type EnginePorts, isReadUnderOthers, type LaneWork, type StepEnd } from './lane-work.ts';
import { lookUpEntries } from './look-up-entries.ts';
import { prepareVouchers } from './prepare-vouchers.ts';
import { recallEntries } from './recall-entries.ts';
import { isDueAtOnce, sendRun } from './send-run.ts';
import { settleDoubts } from './settle-doubts.ts';
import { endOfStep, shortestRestMs } from './step-end.ts';

/** How the engine is tuned; all in milliseconds or entries. */
export interface ServeOptions {
  /** The lease before each pass. A killed sender's lane is free again after it, or after the deadline of its running call or look-up. */
  readonly leaseMs: number;
  /** Entries read per pass. */
  readonly passLimit: number;
  /** Passes before the lane is given back for others to have their turn. */
  readonly maxPasses: number;
  /** How long a turn lasts while others may wait for their own, in milliseconds; the calls that were begun are ended. */
  readonly turnMs?: number;
  /** Whether others may wait for a turn. */
  readonly isCrowded?: () => boolean;
  /** How fast each organization's ERP was lately, kept by whoever serves from turn to turn; without it, each turn finds out by itself. */
  readonly paces?: Map<string, Pace>;
  /** Stops between calls that write, never inside one. */
  readonly stop?: AbortSignal;
  /** Gives up also the call under way; its vouchers are in doubt and are looked up later. */
  readonly giveUp?: AbortSignal;
}

/** Why a lane was left. `turn-over`: something is due already. `unable`: this process cannot open the door to the ERP; another may, so nothing is paused. */
export type ServeResult = 'drained' | 'turn-over' | 'resting' | 'paused' | 'disabled' | 'unable' | 'lost' | 'stopped';

/**
 * Serves one organization's lane: looks up what is in doubt, sends what is due, records what became of it. Every write is fenced; a
 * lost lease ends it at once. It is the only sender of its organization while the lease lasts, and it never repeats a call.
 */
export async function serveLane(lane: LeasedLane, ports: EnginePorts, options: ServeOptions): Promise<ServeResult> {
  let { troubles } = lane;
  const leave = async (result: ServeResult, release: LaneRelease = {}): Promise<ServeResult> => {
    const isMore = await ports.outbox.release(lane, { troubles, ...release });
    // What is due and yet brings a turn nowhere is not tried again and again.
    return result === 'drained' && isMore && isOfUse ? 'turn-over' : result;
  };
  const endTurn = async (work: LaneWork, result: 'drained' | 'turn-over'): Promise<ServeResult> => {
    // Vouchers first; a receipt never holds one up.
    const receipts = await deliverReceipts(work, options.stop, isTurnOver);
    if (receipts === 'lost') return 'lost';
    isOfUse ||= receipts === 'tried';
    return await leave(result);
  };
  const isStopping = () => options.stop?.aborted === true;
  const begunMs = ports.clock.monotonicMs();
  const { turnMs = Number.POSITIVE_INFINITY } = options;
  const isCrowded = () => options.isCrowded?.() === true;
  const isTurnOver = () => isCrowded() && ports.clock.monotonicMs() - begunMs >= turnMs;
  let adopted: number | undefined;
  let work: LaneWork | undefined;
  let isOfUse = false;
  const pace = paceOf(lane, ports, options);
  for (let pass = 0; pass < options.maxPasses; pass += 1) {
    if (isStopping()) return await leave('stopped');
    if (pass > 0 && isTurnOver()) break;
    // Afresh in every pass: what an administrator changes holds from the next call on.
    const opened = await openGateway(lane, ports);
    if (opened === undefined) return await leave('disabled', { restMs: shortestRestMs });
    if (opened instanceof SyncError)
      return await leave('unable', { restMs: unableRestMs, restingFor: reasonOf(opened) });
    const { integration, gateway } = opened;
    adopted ??= lane.hasOrphans ? await ports.outbox.adoptOrphans(lane) : 0;
    if (adopted === undefined) return 'lost';
    if (pass > 0 && !(await ports.outbox.renewLease(lane, options.leaseMs))) return 'lost';
    const { stop, giveUp } = options;
    work = { lane, integration, gateway, ports, stop, giveUp };
    if (await isAllowanceUsedUp(work)) {
      const isMore = await settleDoubts(work, options.passLimit);
      if (isMore === undefined || (await deliverReceipts(work, options.stop)) === 'lost') return 'lost';
      return await leave('resting', { restMs: isMore ? shortestRestMs : allowanceRestMs, restingFor: allowanceUsedUp });
    }
    // An ERP that was out of service is tried with one of those that wait and one new entry, so that no single entry keeps all others waiting.
    const isProbe = troubles >= outage;
    const passLimit = isCrowded()
      ? Math.min(options.passLimit, mostInTurn(turnMs, pace, gateway.traits))
      : options.passLimit;
    const limit = isProbe ? probeLimit : passLimit;
    const due = await ports.outbox.readDue(lane, limit);
    if (due.length === 0) return await endTurn(work, 'drained');
    isOfUse = true;
    const end = await servePass(due, isProbe, work, { ...options, pace, isTurnOver });
    if (end.kind === 'lost') return 'lost';
    if (end.kind === 'pause') return await leave('paused', { pause: pauseFor(end.failure, integration) });
    if (end.kind === 'rest' && isStopping()) return await leave('stopped');
    if (end.kind === 'rest') {
      troubles += 1;
      return await leave('resting', { restMs: laneRestMs(troubles, ports.random.next(), end.restMs) });
    }
    if (end.kind !== 'stale') troubles = 0;
    if (end.kind === 'done' && due.length < limit) return await endTurn(work, 'drained');
  }
  return work === undefined ? await leave('turn-over') : await endTurn(work, 'turn-over');
}

/** From so many turns in a row without service on, the ERP counts as out of service: before that it may have stumbled. */
const outage = 3;

/** How many entries are tried while the ERP is out of service. */
const probeLimit = 2;

/** How many entries are read while others wait: what one turn takes, but enough for a look-up to be worth its call. What is read and not dealt with is read again. */
function mostInTurn(turnMs: number, { callMs }: Pace, { maxVouchersPerCall }: GatewayTraits): number {
  const calls = callMs === undefined ? 1 : Math.max(1, Math.floor(turnMs / Math.max(1, callMs)));
  return Math.max(fewest, calls * maxVouchersPerCall);
}

/** A look-up asks for so many in one call, or more. */
const fewest = 50;

/** The pace of an earlier turn, unless that is long ago. */
function paceOf({ organizationId }: LeasedLane, { clock }: EnginePorts, { paces }: ServeOptions): Pace {
  const last = paces?.get(organizationId);
  const pace = last !== undefined && clock.monotonicMs() - last.sinceMs < paceKeptMs ? last : { sinceMs: 0 };
  paces?.set(organizationId, pace);
  return pace;
}

/** For how long a pace is believed: an ERP may be slower after a while. In milliseconds. */
const paceKeptMs = 60_000;

/** How long a lane rests that this process cannot serve, in milliseconds: another process may take it meanwhile. */
const unableRestMs = 60_000;

/** The organization's integration and the door to its ERP; `undefined` while it is disabled, the error when it does not open here. */
async function openGateway(
  lane: LeasedLane,
  ports: EnginePorts,
): Promise<{ readonly integration: Integration; readonly gateway: AccountingGateway } | SyncError | undefined> {
  try {
    const integration = await ports.config.integrationOf(lane.organizationId);
    if (integration?.enabled !== true) return undefined;
    return { integration, gateway: await ports.gateways.gatewayFor(integration) };
  } catch (error) {
    if (error instanceof SyncError && error.code !== 'NOT_READY') return error;
    throw error;
  }
}

const reasonOf = ({ code, message }: SyncError) => ({ code, message });

function pauseFor({ code, message }: EntryFailure, { configVersion, credentialVersion }: Integration) {
  return { code, message, configVersion, credentialVersion };
}

/** How fast an ERP was lately. */
export interface Pace {
  /** When the last run ended, by the clock that never jumps back. */
  sinceMs: number;
  /** How long each of the last run's calls took on average, in milliseconds; left out when it was not served to its end. */
  callMs?: number | undefined;
}

async function servePass(
  due: readonly DueEntry[],
  isProbe: boolean,
  work: LaneWork,
  { stop, pace, isTurnOver }: ServeOptions & { readonly pace: Pace; readonly isTurnOver: () => boolean },
): Promise<StepEnd> {
  const { lane, ports } = work;
  if (due.some((it) => isReadUnderOthers(it, work))) return { kind: 'stale' };
  const inDoubt = due.filter(({ entry }) => mustLookUp(entry));
  const verdict = await lookUpEntries(inDoubt, work);
  if (verdict === undefined) return { kind: 'lost' };
  const recalled = recallEntries(due, verdict);
  const known = [...verdict.outcomes, ...recalled.outcomes];
  const prepared = await prepareVouchers(recalled.rest, verdict, work);
  if ('kind' in prepared) return await endWithout(prepared, known, work);
  const told = [...known, ...prepared.outcomes];
  if (told.length > 0 && !(await ports.outbox.recordOutcomes(lane, told))) return { kind: 'lost' };
  const handled = new Set(told.map(({ entry }) => entry.sequence));
  let end = endOfStep(
    told.map(({ next }) => next),
    due.length,
  );
  let isDueAgain = told.some(isDueAtOnce);
  const { traits } = work.gateway;
  const calls = cutBatches(prepared.ready, isProbe ? { ...traits, maxVouchersPerCall: 1 } : traits);
  for (let at = 0; at < calls.length; ) {
    if (isOver(end, isProbe) || stop?.aborted === true || (await isAllowanceUsedUp(work))) break;
    if (at > 0 && isTurnOver()) break;
    const run = nextRun(calls.slice(at), isProbe ? undefined : pace.callMs, traits);
    const sent = await sendRun(run, work, (it) => isOver(it, isProbe));
    end = sent.end;
    if (end.kind === 'lost') return end;
    if (end.kind === 'stale') break;
    // What was not served tells nothing of how long a call takes.
    pace.callMs = end.kind === 'go-on' ? sent.callMs : undefined;
    pace.sinceMs = ports.clock.monotonicMs();
    isDueAgain ||= sent.isDueAgain === true;
    for (const { due: tried } of run.flat()) handled.add(tried.entry.sequence);
    at += run.length;
  }
  await advance(due, handled, work);
  const isDone = end.kind === 'go-on' && !isDueAgain && handled.size === due.length;
  return isDone ? { kind: 'done' } : end;
}

/**
 * Whether no further call is made in this pass. A probe tries its new entry also after one that waits was not served: an entry on which the ERP breaks down
 * every time would else be the only one that is ever tried. Not when the ERP asks for a longer wait.
 */
function isOver(end: StepEnd, isProbe: boolean): boolean {
  return end.kind !== 'go-on' && !(isProbe && end.kind === 'rest' && end.restMs <= shortestRestMs);
}

/** Nothing can be prepared; what the look-up told is recorded all the same. */
async function endWithout(
  end: StepEnd,
  outcomes: readonly EntryOutcome[],
  { lane, ports }: LaneWork,
): Promise<StepEnd> {
  if (end.kind === 'lost' || outcomes.length === 0) return end;
  return (await ports.outbox.recordOutcomes(lane, outcomes)) ? end : { kind: 'lost' };
}

/** Moves the cursor over the new entries that were dealt with, up to the first that was not. */
async function advance(
  due: readonly DueEntry[],
  handled: ReadonlySet<bigint>,
  { lane, ports }: LaneWork,
): Promise<void> {
  const fresh = due.filter((it) => it.fresh);
  const inOrder = fresh.map(({ entry }) => entry.sequence).toSorted((a, b) => (a < b ? -1 : 1));
  const firstLeft = inOrder.findIndex((sequence) => !handled.has(sequence));
  const last = firstLeft < 0 ? inOrder.at(-1) : inOrder[firstLeft - 1];
  if (last !== undefined) await ports.outbox.advanceCursor(lane, last);
}
