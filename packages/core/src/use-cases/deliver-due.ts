import type { Clock } from '../ports/clock.ts';

/** How many messages went where they should, and how many did not this time. */
export interface DeliveryReport {
  readonly delivered: number;
  readonly failed: number;
}

/** The longest time for one try of a message, and how long a message that was taken is ours; in milliseconds. */
export const longestTryMs = 30_000;
/** @see longestTryMs */
export const messageLeaseMs = 120_000;

/** Messages tried at a time, and those of one organization among them: whose receivers are slow waits for itself only. */
const places = 16;
const placesOfOrganization = 4;

/**
 * Takes messages and delivers them, until nothing is due or the signal fires. A place that is free again is given to the next message at once. `take` is told which
 * organizations have no place left here, and takes nothing of theirs: a message that only waits would be somebody else's again before it is tried.
 * @throws what a delivery or `take` threw first, once everything that had begun is over.
 */
export async function deliverDue<Due extends { readonly organizationId: string }>(
  take: (full: readonly string[]) => Promise<readonly Due[]>,
  deliverOne: (due: Due) => Promise<{ readonly kind: string }>,
  clock: Pick<Clock, 'monotonicMs'>,
  stop?: AbortSignal,
): Promise<DeliveryReport> {
  const report = { delivered: 0, failed: 0 };
  const underWay = new Map<Promise<void>, Due>();
  const failures: unknown[] = [];
  let held: readonly { readonly due: Due; readonly untilMs: number }[] = [];
  let isMore = true;
  const isStopped = () => failures.length > 0 || stop?.aborted === true;

  const begin = (due: Due) => {
    const work = async () => {
      try {
        const { kind } = await deliverOne(due);
        report[kind === 'delivered' ? 'delivered' : 'failed'] += 1;
      } catch (error) {
        failures.push(error);
      }
    };
    const end = work().finally(() => {
      underWay.delete(end);
      isMore = true;
    });
    underWay.set(end, due);
  };
  const ofOrganization = (all: Iterable<Due>, organizationId: string) =>
    [...all].filter((it) => it.organizationId === organizationId).length;
  const hasPlace = ({ organizationId }: Due) =>
    underWay.size < places && ofOrganization(underWay.values(), organizationId) < placesOfOrganization;
  const beginHeld = () => {
    const waiting: typeof held = held.filter((it) => clock.monotonicMs() < it.untilMs);
    held = [];
    for (const it of waiting) {
      if (hasPlace(it.due)) begin(it.due);
      else held = [...held, it];
    }
  };
  const full = () => {
    const ours = [...underWay.values(), ...held.map(({ due }) => due)];
    const organizations = new Set(ours.map(({ organizationId }) => organizationId));
    return [...organizations].filter((it) => ofOrganization(ours, it) >= placesOfOrganization);
  };
  const takeMore = async () => {
    // Whatever is taken must be over before it is somebody else's.
    const untilMs = clock.monotonicMs() + messageLeaseMs - longestTryMs;
    const due = (await take(full()).catch((error: unknown) => void failures.push(error))) ?? [];
    held = [...held, ...due.map((it) => ({ due: it, untilMs }))];
    return due.length > 0;
  };

  while (!isStopped()) {
    beginHeld();
    if (isMore && underWay.size < places) {
      // What ends meanwhile may make room for more, so that it is looked for once again.
      isMore = false;
      const isAny = await takeMore();
      isMore ||= isAny;
    } else if (underWay.size > 0) await Promise.race(underWay.keys());
    else break;
  }
  await Promise.all(underWay.keys());
  if (failures.length > 0) throw failures[0];
  return report;
}
