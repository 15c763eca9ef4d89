import { sha256Base32, sha256Hex } from '../domain/fingerprint.ts';
import { transition } from '../domain/outbox-entry.ts';
import { voucherTotal } from '../domain/voucher.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { PostOutcome, RenderedVoucher } from '../ports/accounting-gateway.ts';
import type { Integration } from '../ports/config-repo.ts';
import type { DeliveryIntent, DueEntry, EntryOutcome } from '../ports/outbox-store.ts';
import { eventOfPost, logOfEvent } from './delivery-events.ts';
import type { LaneWork, StepEnd } from './lane-work.ts';
import { endOfStep, isPausing } from './step-end.ts';
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

/** Steps 3 to 5 of the send protocol for one call: intent, send once, record. */
export async function sendBatch(batch: readonly ReadyVoucher[], work: LaneWork): Promise<StepEnd> {
  const { lane, integration, gateway, ports } = work;
  const batchKey = await batchKeyOf(batch);
  const intents = await Promise.all(batch.map((it) => intentFor(it, batchKey, integration)));
  const begunMs = ports.clock.monotonicMs();
  const grant = await ports.outbox.openAttempts(lane, intents, gateway.traits.longestOperationMs);
  if (grant === undefined) return { kind: 'lost' };
  const leftMs = grant.sendWithinMs - (ports.clock.monotonicMs() - begunMs);
  const answers = await postOnce(batch, batchKey, leftMs, work);
  const outcomes = intents.map((intent): EntryOutcome => {
    const answer = answers.get(intent.entry.reference) ?? missing;
    const event = eventOfPost(answer, {
      traits: gateway.traits,
      batchSize: batch.length,
      random: ports.random.next(),
      pauses: answer.kind === 'retry' && isPausing(answer.failure.code),
    });
    const sending = { ...intent.entry, ...intent.next, batchKey };
    return { entry: sending, next: transition(sending, event), log: logOfEvent('attempt', event) };
  });
  if (!(await ports.outbox.recordOutcomes(lane, outcomes))) return { kind: 'lost' };
  const askedMs = Math.max(0, ...[...answers.values()].map((it) => (it.kind === 'retry' ? (it.afterMs ?? 0) : 0)));
  return endOfStep(
    outcomes.map(({ next }) => next),
    batch.length,
    askedMs,
  );
}

/** The same for the same vouchers in any order, so that the container of an earlier call is found again. */
function batchKeyOf(batch: readonly ReadyVoucher[]): Promise<string> {
  const references = batch.map(({ due }) => due.entry.reference);
  return sha256Base32(references.toSorted().join('\n'), 16);
}

async function intentFor(it: ReadyVoucher, batchKey: string, integration: Integration): Promise<DeliveryIntent> {
  const { payload, voucher } = it.rendered;
  const { configVersion, credentialVersion } = integration;
  const { mappingVersion } = it;
  const { entry } = it.due;
  const next = transition(entry, { type: 'intent', lookUp: it.lookUp });
  const payloadHash = await sha256Hex(payload);
  const { postingDate } = voucher;
  const totalMinor = voucherTotal(voucher).minor;
  const versions = { configVersion, credentialVersion, mappingVersion };
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
