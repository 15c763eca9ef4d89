import { backoffMs } from '../domain/retry-policy.ts';
import type { AlertDeliveryStore, DeliveryResult, DueDelivery } from '../ports/alert-delivery-store.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import type { Clock, Random } from '../ports/clock.ts';

/** What telling people of alerts needs. */
export interface AlertDeliveryPorts {
  readonly deliveries: AlertDeliveryStore;
  readonly sinks: readonly AlertSink[];
  readonly clock: Pick<Clock, 'deadline'>;
  readonly random: Random;
}

/** How many messages went where they should, and how many did not this time. */
export interface DeliveryReport {
  readonly delivered: number;
  readonly failed: number;
}

/** Messages tried at once, the longest time for one, and how long a message is ours; in milliseconds. */
const atOnce = 8;
const longestTryMs = 30_000;
const leaseMs = 120_000;

/** A message that nobody takes for so long is given up. In milliseconds. */
export const longestDeliveryMs = 3 * 86_400_000;

/**
 * Tells people what they are owed, until nothing is due or the signal fires. A message that fails is tried again after a backoff; it may come twice, under the
 * same id, when a process dies after it was sent. Any number of processes may call this at once.
 */
export async function deliverAlerts(ports: AlertDeliveryPorts, stop?: AbortSignal): Promise<DeliveryReport> {
  let delivered = 0;
  let failed = 0;
  const isStopped = () => stop?.aborted === true;
  for (let isMore = true; isMore && !isStopped(); ) {
    const due = await ports.deliveries.take({ limit: atOnce, leaseMs });
    const results = await Promise.all(due.map((it) => deliverOne(it, ports, stop)));
    for (const { kind } of results) {
      if (kind === 'delivered') delivered += 1;
      else failed += 1;
    }
    isMore = due.length === atOnce;
  }
  return { delivered, failed };
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
