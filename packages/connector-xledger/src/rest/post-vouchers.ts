import type { EntryFailure, PostOutcome, RenderedVoucher, VoucherReference } from '@bilag/core';
import { hiddenOf } from './entry-mapping.ts';
import { failed, failureOf, tooLate } from './gateway-error.ts';
import { inTurns } from './in-turns.ts';
import { carries, journalEntryOf } from './journal-entry.ts';
import { refusedVoucher } from './refused-voucher.ts';
import type { RestClient } from './rest-client.ts';
import type { RestSettings } from './rest-config.ts';
import type { SentVouchers } from './sent-vouchers.ts';
import type { WriteReply } from './write-reply.ts';

/** What posting needs. */
export interface PostTools {
  readonly client: RestClient;
  readonly settings: RestSettings;
  readonly sent: SentVouchers;
  /** Milliseconds of a clock that never jumps back. */
  readonly monotonicMs?: () => number;
}

/** So long after its start a call begins no further voucher, in milliseconds: each that is begun has its full time to be answered. */
export const beginWithinMs = 20_000;
/** After so many vouchers in a row without a clear answer no further one is put in doubt. */
const patience = 4;

/**
 * One request per voucher, each sent once, a few at a time. What surely was not sent is a `retry`.
 * @source reference of the Xledger API, section 13 (one voucher, header `Idempotency-Key`), read 2026-11
 */
export async function postVouchers(
  batch: readonly RenderedVoucher[],
  tools: PostTools,
  signal: AbortSignal,
): Promise<ReadonlyMap<VoucherReference, PostOutcome>> {
  const outcomes = new Map<VoucherReference, PostOutcome>();
  if (batch.length === 0) return outcomes;
  const { monotonicMs = () => performance.now() } = tools;
  const begunMs = monotonicMs();
  let verdict = await signInVerdict(tools.client, signal);
  let unanswered = 0;
  await inTurns(batch, async (rendered) => {
    if (signal.aborted || monotonicMs() - begunMs > beginWithinMs) verdict ??= notNow(failureOf(tooLate()));
    if (verdict !== undefined) return void outcomes.set(rendered.reference, verdict);
    const reply = await postOne(rendered, tools, signal);
    const outcome = outcomeOf(rendered, reply, tools);
    outcomes.set(rendered.reference, outcome);
    if (reply.kind === 'not-applied' && reply.isForAll) verdict ??= outcome;
    unanswered = reply.kind === 'lost' ? unanswered + 1 : 0;
    if (unanswered >= patience) verdict ??= notNow(failed('ERP_UNAVAILABLE', silent));
  });
  return outcomes;
}

const silent = 'The Xledger gateway gave several vouchers no clear answer; this one was not sent.';

async function signInVerdict(client: RestClient, signal: AbortSignal): Promise<PostOutcome | undefined> {
  try {
    await client.signIn(signal);
    return undefined;
  } catch (error) {
    return notNow(failureOf(error));
  }
}

function notNow({ afterMs, ...failure }: EntryFailure & { readonly afterMs?: number }): PostOutcome {
  return { kind: 'retry', failure, ...(afterMs === undefined ? {} : { afterMs }) };
}

function postOne(rendered: RenderedVoucher, { client, sent }: PostTools, signal: AbortSignal): Promise<WriteReply> {
  const { reference, payload, voucher } = rendered;
  sent.begin(rendered);
  return client.postEntry({ key: reference, body: payload }, hiddenOf(voucher), signal);
}

function outcomeOf(
  { reference, voucher }: RenderedVoucher,
  reply: WriteReply,
  { settings, sent }: PostTools,
): PostOutcome {
  switch (reply.kind) {
    case 'taken':
      return takenOutcome(reference, reply, sent);
    case 'refused':
      return { kind: 'rejected', failure: refusedVoucher(reply.problems, voucher, settings, reply.reply) };
    case 'conflict':
      sent.differs(reference);
      return { kind: 'unknown', failure: reply.failure };
    case 'not-applied':
      return notNow({ ...reply.failure, ...(reply.afterMs === undefined ? {} : { afterMs: reply.afterMs }) });
    case 'lost':
      return { kind: 'unknown', failure: reply.failure };
  }
}

/** A repeat is answered with what became of the entry meanwhile. One that Xledger could not book lies there: a look-up brings the reason. */
function takenOutcome(
  reference: VoucherReference,
  { entry: row, reply }: WriteReply & { kind: 'taken' },
  sent: SentVouchers,
): PostOutcome {
  const entry = journalEntryOf(row);
  if (entry === undefined || (entry.externalId !== undefined && !carries(entry, reference))) {
    const message = 'The Xledger gateway’s answer does not name the voucher that was sent.';
    return { kind: 'unknown', failure: failed('ERP_REPLY_UNREADABLE', message, reply) };
  }
  sent.taken(reference, entry.id);
  if (entry.status === 'booked') return { kind: 'booked', erpReference: entry.transactionNumber ?? entry.id };
  return { kind: 'accepted', erpReference: entry.id };
}
