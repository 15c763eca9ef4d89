import { erpFileName } from '../domain/attachment.ts';
import { backoffMs } from '../domain/retry-policy.ts';
import { longestStatusDeliveryMs, statusEventStates, testEventType } from '../domain/status-event.ts';
import { errorCodes } from '../errors/error-codes.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type {
  DueStatusDelivery,
  StatusDeliveryResult,
  StatusDeliveryStore,
  SubjectReceipt,
} from '../ports/status-delivery-store.ts';
import type { WebhookOutcome, WebhookSender } from '../ports/webhook-sender.ts';
import { type DeliveryReport, deliverDue, longestTryMs, messageLeaseMs } from './deliver-due.ts';
import { withinDeadline } from './within-deadline.ts';

/** What telling other services of records needs. */
export interface StatusDeliveryPorts {
  readonly deliveries: StatusDeliveryStore;
  readonly webhooks: WebhookSender;
  readonly clock: Clock;
  readonly random: Random;
}

/** Messages tried at once. */
const atOnce = 16;

/** So many failures in a row are of the endpoint and not of one message: it is left alone for a while. */
const failuresOfEndpoint = 3;

/**
 * Tells endpoints what they are owed, until nothing is due or the signal fires. What fails is tried again after a backoff for three days; it may arrive twice,
 * under the same id, when a process dies after it was sent. Any number of processes may call this at once.
 */
export async function deliverStatusEvents(ports: StatusDeliveryPorts, stop?: AbortSignal): Promise<DeliveryReport> {
  const take = () => ports.deliveries.take({ limit: atOnce, leaseMs: messageLeaseMs });
  return await deliverDue(take, (it) => deliverOne(it, ports, stop), ports.clock, stop);
}

async function deliverOne(
  due: DueStatusDelivery,
  ports: StatusDeliveryPorts,
  stop: AbortSignal | undefined,
): Promise<StatusDeliveryResult> {
  const result = resultOf(due, await tryDelivery(due, ports, stop), ports.random.next());
  await ports.deliveries.record(due, result);
  return result;
}

/** `gone`: the receiver itself says so; a rule of this installation may be changed again. */
type Try = WebhookOutcome | { readonly kind: 'gone'; readonly message: string };

async function tryDelivery(
  due: DueStatusDelivery,
  { webhooks, clock }: StatusDeliveryPorts,
  stop: AbortSignal | undefined,
): Promise<Try> {
  const { url, secrets, deliveryId: id } = due;
  if (secrets === 'unreadable') return failed('The stored secret does not open with this key.');
  const refusal = webhooks.refusalOf(url);
  if (refusal !== undefined) return failed(`The address ${refusal}.`);
  try {
    const body = statusMessage(due);
    const message = { url, secrets, id, body };
    const outcome = await withinDeadline(clock, longestTryMs, (signal) => webhooks.send(message, { signal }), stop);
    return outcome.kind === 'refused' ? { ...outcome, kind: 'gone' } : outcome;
  } catch {
    return failed('The message could not be sent in time.');
  }
}

const failed = (message: string): Try => ({ kind: 'failed', message });

function resultOf(due: DueStatusDelivery, outcome: Try, random: number): StatusDeliveryResult {
  if (outcome.kind === 'delivered') return { kind: 'delivered' };
  const { message } = outcome;
  if (outcome.kind === 'gone') return { kind: 'given-up', message, restMs: 0, fault: 'gone' };
  const afterMs = outcome.kind === 'failed' ? outcome.afterMs : undefined;
  const chance = (1 + random) / 2;
  const failures = due.failures + 1;
  const restMs = failures < failuresOfEndpoint && afterMs === undefined ? 0 : backoffMs(failures, chance, afterMs);
  if (due.ageMs >= longestStatusDeliveryMs) return { kind: 'given-up', message, restMs };
  return { kind: 'again', message, inMs: backoffMs(due.attempts, chance, afterMs), restMs };
}

/** What a receiver gets; `docs/status-webhooks.md` describes it. The same bytes with every try. */
export function statusMessage({ organizationId, type, occurredAt, subject }: DueStatusDelivery): string {
  const timestamp = occurredAt.toISOString();
  if (type === testEventType || subject === null) {
    return JSON.stringify({ type: testEventType, timestamp, data: { organizationId, occurredAt: timestamp } });
  }
  const { recordId, kind, sourceId, revision, of, reference, erpReference, errorCode, logId } = subject;
  const state = subject.receipt?.voucher.state ?? statusEventStates[type];
  const record = { recordId, kind, sourceId, revision, of, state, reference, erpReference, errorCode };
  const receipt = subject.receipt === undefined ? {} : { receipt: toldReceipt(subject.receipt) };
  const data = { organizationId, ...record, logId, occurredAt: timestamp, ...receipt };
  return JSON.stringify({ type, timestamp, data });
}

/** By the name that it has in the accounting system, which nobody wrote. */
function toldReceipt({ position, mediaType, state, code, voucher }: SubjectReceipt) {
  const fileName = erpFileName(voucher.reference, position, mediaType);
  return { position, fileName, state, remedy: code === null ? null : errorCodes[code].remedy };
}
