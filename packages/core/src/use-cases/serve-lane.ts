import { sha256Base32, sha256Hex } from '../domain/fingerprint.ts';
import { type EntryFailure, mustLookUp, transition } from '../domain/outbox-entry.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AccountingGateway, PostOutcome, RenderedVoucher } from '../ports/accounting-gateway.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { ConfigRepo, Integration } from '../ports/config-repo.ts';
import type { GatewayProvider } from '../ports/gateway-provider.ts';
import type { DeliveryIntent, DueEntry, EntryOutcome, LeasedLane, OutboxStore } from '../ports/outbox-store.ts';
import { cutBatches } from './cut-batches.ts';
import { eventOfPost, logOfEvent } from './delivery-events.ts';
import { type LookUpVerdict, lookUpEntries } from './look-up-entries.ts';
import { prepareVoucher } from './prepare-voucher.ts';

/** What the engine needs of the world. */
export interface EnginePorts {
  readonly outbox: OutboxStore;
  readonly config: ConfigRepo;
  readonly gateways: GatewayProvider;
  readonly clock: Clock;
  readonly random: Random;
}

/** How the engine is tuned; all in milliseconds or entries. */
export interface ServeOptions {
  /** The lease before each pass. A killed sender's lane is free again after it, or after its running call's deadline. */
  readonly leaseMs: number;
  /** Entries read per pass. */
  readonly passLimit: number;
  /** Passes before the lane is given back for others to have their turn. */
  readonly maxPasses: number;
  /** Stops between calls, never inside one. */
  readonly stop?: AbortSignal;
}

/** Why a lane was left. */
export type ServeResult = 'drained' | 'turn-over' | 'resting' | 'paused' | 'disabled' | 'lost' | 'stopped';

/** Failures that concern the organization's access, not the voucher: its lane is paused and no attempt is burnt. */
const pausingCodes: ReadonlySet<ErrorCode> = new Set([
  'ERP_AUTHENTICATION_FAILED',
  'ERP_PERMISSION_DENIED',
  'ERP_WRONG_LEDGER',
]);

/** Failures of the ERP as a whole: its lane rests. */
const restingCodes: ReadonlySet<ErrorCode> = new Set(['ERP_UNREACHABLE', 'ERP_RATE_LIMITED', 'ERP_UNAVAILABLE']);
const shortestRestMs = 1_000;

/**
 * Serves one organization's lane: looks up what is in doubt, sends what is due, records what became of it. Every write is fenced; a
 * lost lease ends it at once. It is the only sender of its organization while the lease lasts, and it never repeats a call.
 */
export async function serveLane(lane: LeasedLane, ports: EnginePorts, options: ServeOptions): Promise<ServeResult> {
  const integration = await ports.config.integrationOf(lane.organizationId);
  if (integration === undefined || !integration.enabled) {
    await ports.outbox.release(lane, { restMs: shortestRestMs });
    return 'disabled';
  }
  const opened = await openGateway(integration, ports);
  if (opened instanceof SyncError) return await pause(lane, { code: opened.code, message: opened.message }, ports);
  const adopted = await ports.outbox.adoptOrphans(lane, opened.traits.settlingMs);
  if (adopted === undefined) return 'lost';
  const work = { lane, integration, gateway: opened, ports };
  for (let pass = 0; pass < options.maxPasses; pass += 1) {
    if (options.stop?.aborted === true) return await leave(lane, 'stopped', ports);
    if (!(await ports.outbox.renewLease(lane, options.leaseMs))) return 'lost';
    const due = await ports.outbox.readDue(lane, options.passLimit);
    if (due.length === 0) return await leave(lane, 'drained', ports);
    const end = await servePass(due, work, options);
    if (end.kind === 'lost') return 'lost';
    if (end.kind === 'pause') return await pause(lane, end.failure, ports);
    if (end.kind === 'rest') {
      await ports.outbox.release(lane, { restMs: end.restMs });
      return 'resting';
    }
  }
  return await leave(lane, 'turn-over', ports);
}

interface LaneWork {
  readonly lane: LeasedLane;
  readonly integration: Integration;
  readonly gateway: AccountingGateway;
  readonly ports: EnginePorts;
}

type PassEnd =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'pause'; readonly failure: EntryFailure }
  | { readonly kind: 'rest'; readonly restMs: number };

interface ReadyVoucher {
  readonly due: DueEntry;
  readonly rendered: RenderedVoucher;
  readonly lines: number;
  readonly batchLimit: number | null;
  /** A look-up in this very pass found nothing. */
  readonly lookUp: 'absent' | 'not-needed';
}

async function servePass(due: readonly DueEntry[], work: LaneWork, options: ServeOptions): Promise<PassEnd> {
  const { lane, ports } = work;
  const verdict = await lookUpEntries(
    due.filter(({ entry }) => mustLookUp(entry)),
    work,
  );
  const prepared = prepareAll(due, verdict, work);
  const told = [...verdict.outcomes, ...prepared.outcomes];
  if (told.length > 0 && !(await ports.outbox.recordOutcomes(lane, told))) return { kind: 'lost' };
  const stopped = stoppedBy(
    told.map(({ next }) => next.failure),
    due.length,
  );
  const handled = new Set(told.map(({ entry }) => entry.sequence));
  let end: PassEnd = stopped;
  for (const batch of cutBatches(prepared.ready, work.gateway.traits)) {
    if (end.kind !== 'go-on' || options.stop?.aborted === true) break;
    end = await sendBatch(batch, work);
    if (end.kind === 'lost') return end;
    for (const { due: sent } of batch) handled.add(sent.entry.sequence);
  }
  await advance(due, handled, work);
  return end;
}

/** Turns what may be sent into bytes; what cannot be made is rejected here and never opens an attempt. */
function prepareAll(due: readonly DueEntry[], verdict: LookUpVerdict, work: LaneWork) {
  const outcomes: EntryOutcome[] = [];
  const ready: ReadyVoucher[] = [];
  for (const it of due) {
    const needed = mustLookUp(it.entry);
    if (needed && !verdict.absent.has(it.entry.reference)) continue;
    const names = { reference: it.entry.reference, voucherNumber: Number(it.entry.sequence) };
    const prepared = prepareVoucher(it.record, names, work.integration.mapping, work.gateway);
    if (prepared.kind === 'ready') {
      const { rendered } = prepared;
      const lines = rendered.voucher.lines.length;
      ready.push({
        due: it,
        rendered,
        lines,
        batchLimit: it.entry.batchLimit,
        lookUp: needed ? 'absent' : 'not-needed',
      });
    } else if (prepared.kind === 'nothing-to-post') {
      const event = { type: 'nothing-to-post', failure: null } as const;
      const log = { action: 'mapping', result: 'nothing-to-post', errorCode: null, message: prepared.reason } as const;
      outcomes.push({ entry: it.entry, next: transition(it.entry, event), log });
    } else {
      const { code, message, field } = prepared.error;
      const event = {
        type: 'rejected',
        failure: { code, message, ...(field === undefined ? {} : { field }) },
      } as const;
      outcomes.push({ entry: it.entry, next: transition(it.entry, event), log: logOfEvent('mapping', event) });
    }
  }
  return { outcomes, ready };
}

/** Steps 3 to 5 of the send protocol for one call: intent, send once, record. */
async function sendBatch(
  batch: readonly ReadyVoucher[],
  { lane, integration, gateway, ports }: LaneWork,
): Promise<PassEnd> {
  const batchKey = await sha256Base32(
    batch
      .map((it) => it.due.entry.reference)
      .toSorted()
      .join('\n'),
    16,
  );
  const intents = await Promise.all(batch.map((it) => intentFor(it, batchKey, integration)));
  const begunMs = ports.clock.monotonicMs();
  const grant = await ports.outbox.openAttempts(lane, intents, gateway.traits.longestOperationMs);
  if (grant === undefined) return { kind: 'lost' };
  const leftMs = grant.sendWithinMs - (ports.clock.monotonicMs() - begunMs);
  const answers = await postOnce(batch, batchKey, leftMs, gateway, ports.clock);
  const outcomes = batch.map(({ due }, at): EntryOutcome => {
    const answer = answers.get(due.entry.reference) ?? missing;
    const event = eventOfPost(answer, {
      traits: gateway.traits,
      batchSize: batch.length,
      random: ports.random.next(),
      pauses: isPausing(answer),
    });
    const sending = { ...due.entry, ...intents[at]?.next, batchKey };
    return { entry: sending, next: transition(sending, event), log: logOfEvent('attempt', event) };
  });
  if (!(await ports.outbox.recordOutcomes(lane, outcomes))) return { kind: 'lost' };
  return stoppedBy(
    outcomes.map(({ next }) => (next.state === 'pending' ? next.failure : null)),
    batch.length,
    Math.max(0, ...[...answers.values()].map((it) => (it.kind === 'retry' ? (it.afterMs ?? 0) : 0))),
  );
}

async function intentFor(it: ReadyVoucher, batchKey: string, integration: Integration): Promise<DeliveryIntent> {
  const { payload } = it.rendered;
  const { configVersion, credentialVersion, mapping } = integration;
  const next = transition(it.due.entry, { type: 'intent', lookUp: it.lookUp });
  const payloadHash = await sha256Hex(payload);
  return {
    entry: it.due.entry,
    next,
    payload,
    payloadHash,
    batchKey,
    configVersion,
    credentialVersion,
    mappingVersion: mapping.version,
  };
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
  gateway: AccountingGateway,
  clock: Clock,
): Promise<ReadonlyMap<VoucherReference, PostOutcome>> {
  const everyone = (outcome: PostOutcome) => new Map(batch.map(({ rendered }) => [rendered.reference, outcome]));
  if (leftMs <= 0) {
    const failure = { code: 'ERP_UNAVAILABLE', message: 'The lease was too short; nothing was sent.' } as const;
    return everyone({ kind: 'retry', failure });
  }
  const deadline = clock.deadline(leftMs);
  try {
    const call = gateway.postVouchers(
      batch.map((it) => it.rendered),
      { signal: deadline.signal, batchKey },
    );
    return await Promise.race([call, rejectionAt(deadline.signal)]);
  } catch (error) {
    const { code, message } = SyncError.from(error);
    return everyone({ kind: 'unknown', failure: { code, message } });
  } finally {
    deadline.cancel();
  }
}

function rejectionAt(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const late = () => reject(new SyncError('ERP_TIMEOUT', 'No answer before the deadline.'));
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
  });
}

const isPausing = (answer: PostOutcome) => answer.kind === 'retry' && pausingCodes.has(answer.failure.code);

function stoppedBy(failures: readonly (EntryFailure | null)[], outOf: number, askedMs = 0): PassEnd {
  const pausing = failures.find((it) => it !== null && pausingCodes.has(it.code));
  if (pausing) return { kind: 'pause', failure: pausing };
  const resting = failures.filter((it) => it !== null && restingCodes.has(it.code));
  const everyOne = resting.length > 0 && resting.length === outOf;
  return everyOne ? { kind: 'rest', restMs: Math.max(shortestRestMs, askedMs) } : { kind: 'go-on' };
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

async function openGateway(integration: Integration, ports: EnginePorts): Promise<AccountingGateway | SyncError> {
  try {
    return await ports.gateways.gatewayFor(integration);
  } catch (error) {
    return SyncError.from(error);
  }
}

async function pause(lane: LeasedLane, failure: EntryFailure, ports: EnginePorts): Promise<ServeResult> {
  await ports.outbox.release(lane, { pause: { code: failure.code, message: failure.message } });
  return 'paused';
}

async function leave<R extends ServeResult>(lane: LeasedLane, result: R, ports: EnginePorts): Promise<R> {
  await ports.outbox.release(lane, {});
  return result;
}
