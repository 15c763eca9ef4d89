import type { ErpCall, ErpUsage, ErpUsageStore } from '@bilag/core';

/** Counts what each organization's ERP is asked. */
export interface UsageCounter {
  count(organizationId: string, call: ErpCall): void;
  /** Stores what was counted. Rejects when it could not; it is then still counted, and stored next time. */
  flush(): Promise<void>;
  start(): void;
  /** Stores the rest. */
  stop(): Promise<void>;
}

/** How often it is stored, in milliseconds. */
const everyMs = 3_000;

/**
 * A counter of this process. Counts lie in memory for some seconds: a process that is killed loses those, one that is stopped loses none. A month ends for
 * it when they are stored. What was stored although the answer got lost is counted twice; too much is the better mistake with an allowance.
 */
export function createUsageCounter(store: ErpUsageStore, onFailure: (error: unknown) => void): UsageCounter {
  const counts = new Map<string, ErpUsage>();
  let storing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const add = (organizationId: string, { requests, bytesUp, bytesDown }: ErpUsage) => {
    const known = counts.get(organizationId) ?? nothing;
    counts.set(organizationId, {
      requests: known.requests + requests,
      bytesUp: known.bytesUp + bytesUp,
      bytesDown: known.bytesDown + bytesDown,
    });
  };
  const storeCounts = async (): Promise<void> => {
    const taken = new Map(counts);
    counts.clear();
    try {
      await store.add(taken);
    } catch (error) {
      for (const [organizationId, usage] of taken) add(organizationId, usage);
      throw error;
    }
  };
  const flush = (): Promise<void> => {
    const next = storing.catch(() => undefined).then(storeCounts);
    storing = next;
    return next;
  };
  return {
    count: (organizationId, call) =>
      add(organizationId, { requests: 1, bytesUp: sizeOf(call.bytesUp), bytesDown: sizeOf(call.bytesDown) }),
    flush,
    start() {
      timer ??= setInterval(() => void flush().catch(onFailure), everyMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await flush().catch(onFailure);
    },
  };
}

const nothing: ErpUsage = { requests: 0, bytesUp: 0, bytesDown: 0 };

/** No call carries more, in bytes: as many calls as there can be in a month then still fit into the database's number. */
const mostBytes = 2 ** 32;

/** A connector may say anything; a count that is none, or too large to be stored, would spoil the counts of all organizations. */
function sizeOf(bytes: unknown): number {
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes > 0 ? Math.min(bytes, mostBytes) : 0;
}
