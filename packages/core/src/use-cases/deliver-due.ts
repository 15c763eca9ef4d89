/** How many messages went where they should, and how many did not this time. */
export interface DeliveryReport {
  readonly delivered: number;
  readonly failed: number;
}

/** The longest time for one try of a message, and how long a message that was taken is ours; in milliseconds. */
export const longestTryMs = 30_000;
/** @see longestTryMs */
export const messageLeaseMs = 120_000;

/** Takes messages, as many as are tried at once, and delivers them, until nothing is due or the signal fires. */
export async function deliverDue<Due>(
  take: () => Promise<readonly Due[]>,
  deliverOne: (due: Due) => Promise<{ readonly kind: string }>,
  stop?: AbortSignal,
): Promise<DeliveryReport> {
  let delivered = 0;
  let failed = 0;
  const isStopped = () => stop?.aborted === true;
  for (let isMore = true; isMore && !isStopped(); ) {
    const due = await take();
    const results = await Promise.all(due.map(deliverOne));
    for (const { kind } of results) {
      if (kind === 'delivered') delivered += 1;
      else failed += 1;
    }
    isMore = due.length > 0;
  }
  return { delivered, failed };
}
