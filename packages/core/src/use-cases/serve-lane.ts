import { type EntryFailure, mustLookUp, transition } from '../domain/outbox-entry.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AccountingGateway } from '../ports/accounting-gateway.ts';
import type { Integration } from '../ports/config-repo.ts';
import type { DueEntry, EntryOutcome, LaneRelease, LeasedLane } from '../ports/outbox-store.ts';
import { cutBatches } from './cut-batches.ts';
import { logOfEvent } from './delivery-events.ts';
import type { EnginePorts, LaneWork, StepEnd } from './lane-work.ts';
import { type LookUpVerdict, lookUpEntries } from './look-up-entries.ts';
import { prepareVoucher } from './prepare-voucher.ts';
import { type ReadyVoucher, sendBatch } from './send-batch.ts';
import { endOfStep, shortestRestMs } from './step-end.ts';

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

/** Why a lane was left. `unable`: this process cannot open the door to the ERP; another may, so nothing is paused. */
export type ServeResult = 'drained' | 'turn-over' | 'resting' | 'paused' | 'disabled' | 'unable' | 'lost' | 'stopped';

/**
 * Serves one organization's lane: looks up what is in doubt, sends what is due, records what became of it. Every write is fenced; a
 * lost lease ends it at once. It is the only sender of its organization while the lease lasts, and it never repeats a call.
 */
export async function serveLane(lane: LeasedLane, ports: EnginePorts, options: ServeOptions): Promise<ServeResult> {
  const leave = async (result: ServeResult, release: LaneRelease = {}): Promise<ServeResult> => {
    await ports.outbox.release(lane, release);
    return result;
  };
  let adopted: number | undefined;
  for (let pass = 0; pass < options.maxPasses; pass += 1) {
    if (options.stop?.aborted === true) return await leave('stopped');
    // Afresh in every pass: what an administrator changes holds from the next call on.
    const opened = await openGateway(lane, ports);
    if (opened === undefined) return await leave('disabled', { restMs: shortestRestMs });
    if (opened instanceof SyncError) return await leave('unable', { restMs: unableRestMs });
    const { integration, gateway } = opened;
    adopted ??= await ports.outbox.adoptOrphans(lane, gateway.traits.settlingMs);
    if (adopted === undefined) return 'lost';
    if (!(await ports.outbox.renewLease(lane, options.leaseMs))) return 'lost';
    const due = await ports.outbox.readDue(lane, options.passLimit);
    if (due.length === 0) return await leave('drained');
    const end = await servePass(due, { lane, integration, gateway, ports }, options);
    if (end.kind === 'lost') return 'lost';
    if (end.kind === 'pause') return await leave('paused', { pause: pauseFor(end.failure, integration) });
    if (end.kind === 'rest') return await leave('resting', { restMs: end.restMs });
  }
  return await leave('turn-over');
}

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

function pauseFor({ code, message }: EntryFailure, { configVersion, credentialVersion }: Integration) {
  return { code, message, configVersion, credentialVersion };
}

async function servePass(due: readonly DueEntry[], work: LaneWork, options: ServeOptions): Promise<StepEnd> {
  const { lane, ports } = work;
  const inDoubt = due.filter(({ entry }) => mustLookUp(entry));
  const verdict = await lookUpEntries(inDoubt, work);
  if (verdict === undefined) return { kind: 'lost' };
  const prepared = prepareAll(due, verdict, work);
  const told = [...verdict.outcomes, ...prepared.outcomes];
  if (told.length > 0 && !(await ports.outbox.recordOutcomes(lane, told))) return { kind: 'lost' };
  const handled = new Set(told.map(({ entry }) => entry.sequence));
  let end = endOfStep(
    told.map(({ next }) => next),
    due.length,
  );
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
    const { entry, record } = it;
    const needed = mustLookUp(entry);
    if (needed && !verdict.absent.has(entry.reference)) continue;
    const names = { reference: entry.reference, voucherNumber: Number(entry.sequence) };
    const prepared = prepareVoucher(record, names, work.integration.mapping, work.gateway);
    if (prepared.kind === 'ready') {
      const { rendered } = prepared;
      const lines = rendered.voucher.lines.length;
      ready.push({ due: it, rendered, lines, batchLimit: entry.batchLimit, lookUp: needed ? 'absent' : 'not-needed' });
    } else if (prepared.kind === 'nothing-to-post') {
      const event = { type: 'nothing-to-post', failure: null } as const;
      const log = { action: 'mapping', result: 'nothing-to-post', errorCode: null, message: prepared.reason } as const;
      outcomes.push({ entry, next: transition(entry, event), log });
    } else {
      const { code, message, field } = prepared.error;
      const failure = { code, message, ...(field === undefined ? {} : { field }) };
      const event = { type: 'rejected', failure } as const;
      outcomes.push({ entry, next: transition(entry, event), log: logOfEvent('mapping', event) });
    }
  }
  return { outcomes, ready };
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
