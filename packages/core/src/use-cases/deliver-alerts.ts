import { backoffMs } from '../domain/retry-policy.ts';
import type { AlertDeliveryStore, DeliveryResult, DueDelivery } from '../ports/alert-delivery-store.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import type { Clock, Random } from '../ports/clock.ts';
import { type DeliveryReport, deliverDue, longestTryMs, messageLeaseMs } from './deliver-due.ts';

/** What telling people of alerts needs. */
export interface AlertDeliveryPorts {
  readonly deliveries: AlertDeliveryStore;
  readonly sinks: readonly AlertSink[];
  readonly clock: Pick<Clock, 'deadline' | 'monotonicMs'>;
  readonly random: Random;
}

/** Messages tried at once. */
const atOnce = 8;

/** A message that nobody takes for so long is given up. In milliseconds. */
export const longestDeliveryMs = 3 * 86_400_000;

/**
 * Tells people what they are owed, until nothing is due or the signal fires. A message that fails is tried again after a backoff; it may come twice, under the
 * same id, when a process dies after it was sent. Any number of processes may call this at once.
 */
export async function deliverAlerts(ports: AlertDeliveryPorts, stop?: AbortSignal): Promise<DeliveryReport> {
  const take = (full: readonly string[]) =>
    ports.deliveries.take({ limit: atOnce, leaseMs: messageLeaseMs, without: full });
  return await deliverDue(take, (it) => deliverOne(it, ports, stop), ports.clock, stop);
}

async function deliverOne(
  due: DueDelivery,
  ports: AlertDeliveryPorts,
  stop: AbortSignal | undefined,
): Promise<DeliveryResult> {
  const result = await tryDelivery(due, ports, stop);
  await ports.deliveries.record(due, result);
  return result;
}

async function tryDelivery(
  due: DueDelivery,
  { sinks, clock, random }: AlertDeliveryPorts,
  stop: AbortSignal | undefined,
): Promise<DeliveryResult> {
  const { target } = due;
  if (target === undefined) return { kind: 'given-up', message: 'The settings no longer name this receiver.' };
  const again = (message: string, afterMs?: number): DeliveryResult =>
    due.ageMs >= longestDeliveryMs
      ? { kind: 'given-up', message }
      : { kind: 'again', message, inMs: backoffMs(due.attempts, (1 + random.next()) / 2, afterMs) };
  if (target === 'unreadable') return again('The stored secret does not open with this key.');
  const sink = sinks.find(({ name }) => name === target.sink);
  // An operator may set it up later; until then it waits like any other that fails.
  if (sink === undefined) return again(`This installation has no way to send by ${target.sink}.`);
  // Not `AbortSignal.any`: what listens to `stop` would be kept for as long as the process lives.
  const ending = new AbortController();
  const end = () => ending.abort();
  const deadline = clock.deadline(longestTryMs);
  for (const it of [deadline.signal, stop]) it?.addEventListener('abort', end);
  try {
    const outcome = await sink.deliver(due, target, ending.signal);
    if (outcome.kind === 'delivered') return outcome;
    return outcome.kind === 'refused'
      ? { kind: 'given-up', message: outcome.message }
      : again(outcome.message, outcome.afterMs);
  } catch {
    return again('An unexpected fault while the message was sent.');
  } finally {
    stop?.removeEventListener('abort', end);
    deadline.cancel();
  }
}
