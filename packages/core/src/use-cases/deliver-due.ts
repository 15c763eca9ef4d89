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
/** While so many wait here for a place of their organization, no more are taken: their lease is running. */
const mostHeld = 16;

/**
 * Takes messages and delivers them, until nothing is due or the signal fires. A place that is free again is given to the next message at once.
 * @throws what a delivery or `take` threw first, once everything that had begun is over.
 */
export async function deliverDue<Due extends { readonly organizationId?: string | null }>(
  take: () => Promise<readonly Due[]>,
  deliverOne: (due: Due) => Promise<{ readonly kind: string }>,
  stop?: AbortSignal,
): Promise<DeliveryReport> {
  const report = { delivered: 0, failed: 0 };
  const underWay = new Map<Promise<void>, Due>();
  const failures: unknown[] = [];
  let held: readonly Due[] = [];
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
  const hasPlace = ({ organizationId }: Due) => {
    const its = [...underWay.values()].filter((it) => it.organizationId === organizationId);
    return underWay.size < places && its.length < placesOfOrganization;
  };
  const beginHeld = () => {
    const waiting: Due[] = [];
    for (const due of held) {
      if (hasPlace(due)) begin(due);
      else waiting.push(due);
    }
    held = waiting;
  };

  while (!isStopped()) {
    beginHeld();
    if (isMore && underWay.size < places && held.length < mostHeld) {
      // What ends meanwhile may make room for more, so that it is looked for once again.
      isMore = false;
      const due = (await take().catch((error: unknown) => void failures.push(error))) ?? [];
      isMore ||= due.length > 0;
      held = [...held, ...due];
    } else if (underWay.size > 0) await Promise.race(underWay.keys());
    else break;
  }
  await Promise.all(underWay.keys());
  if (failures.length > 0) throw failures[0];
  return report;
}
