import type { EntryFailure, OutboxEvent } from '../domain/outbox-entry.ts';
import type { GatewayTraits, PostOutcome } from '../ports/accounting-gateway.ts';
import type { StepLog } from '../ports/outbox-store.ts';

interface PostCircumstances {
  readonly traits: Pick<GatewayTraits, 'settlingMs' | 'bookingPollMs'>;
  readonly batchSize: number;
  readonly random: number;
  /** The failure concerns the whole organization: no attempt is burnt. */
  readonly pauses: boolean;
}

/** Every event but the intent: what an answer can mean. */
export type AnswerEvent = Exclude<OutboxEvent, { type: 'intent' }>;

/** What a gateway's answer about one voucher means for its outbox entry. */
export function eventOfPost(
  answer: PostOutcome,
  { traits, batchSize, random, pauses }: PostCircumstances,
): AnswerEvent {
  switch (answer.kind) {
    case 'booked':
      return { type: 'booked', erpReference: answer.erpReference };
    case 'accepted':
      return { type: 'accepted', erpReference: answer.erpReference, pollMs: traits.bookingPollMs };
    case 'rejected':
      return { type: 'rejected', failure: answer.failure };
    case 'unknown':
      return { type: 'reply-lost', failure: answer.failure, settlingMs: traits.settlingMs, batchSize };
    case 'retry':
      if (answer.failure.code === 'ERP_BATCH_REFUSED') return refusedBatch(answer.failure, batchSize);
      return {
        type: 'not-applied',
        failure: answer.failure,
        random,
        countsAsFailure: !pauses,
        ...(answer.afterMs === undefined ? {} : { retryAfterMs: answer.afterMs }),
      };
  }
}

/** A batch of one that is refused as a whole is a voucher that is refused. */
function refusedBatch(failure: EntryFailure, batchSize: number): AnswerEvent {
  if (batchSize > 1) return { type: 'batch-refused', failure, batchSize };
  return { type: 'rejected', failure: { ...failure, code: 'ERP_REFUSED' } };
}

const results: Record<AnswerEvent['type'], StepLog['result']> = {
  booked: 'succeeded',
  accepted: 'accepted',
  rejected: 'failed',
  'refused-there': 'failed',
  'not-applied': 'retrying',
  'not-begun': 'retrying',
  'batch-refused': 'retrying',
  'reply-lost': 'in-doubt',
  'look-up-inconclusive': 'in-doubt',
  'look-up-unavailable': 'retrying',
  'found-different': 'held',
  'nothing-to-post': 'nothing-to-post',
  'retry-requested': 'retrying',
  'held-back': 'retrying',
  recalled: 'cancelled',
};

/** What the sync log says of an event. */
export function logOfEvent(action: StepLog['action'], event: AnswerEvent): StepLog {
  const failure = 'failure' in event ? event.failure : null;
  const reply = failure?.reply === undefined ? {} : { reply: failure.reply };
  const message = event.type === 'not-begun' ? notBegun : (failure?.message ?? null);
  const said = { errorCode: failure?.code ?? null, message, ...reply };
  return { action, result: results[event.type], ...said };
}

const notBegun = 'The call was not begun; nothing was sent.';
