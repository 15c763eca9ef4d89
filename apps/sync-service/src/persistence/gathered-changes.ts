import type { ChangeTopic } from '@bilag/core';

/** Changes of many calls, handed over together. */
export interface Gatherer {
  add(organizationId: string, topics: readonly ChangeTopic[]): void;
  close(): Promise<void>;
}

/** How long changes are gathered, in milliseconds. */
const gatherMs = 50;

/** At most so many organizations at a time: a notification holds 8,000 bytes. */
const mostAtOnce = 60;

/** Gathers for a moment, then hands over, one handing-over after the other: whoever is told often is not told more often than that. */
export function createGatherer(
  handOver: (changes: ReadonlyMap<string, readonly ChangeTopic[]>) => Promise<void>,
  onTrouble: (error: unknown) => void,
): Gatherer {
  const gathered = new Map<string, Set<ChangeTopic>>();
  let timer: NodeJS.Timeout | undefined;
  let handing: Promise<void> = Promise.resolve();
  const handOverPart = async () => {
    timer = undefined;
    const part = [...gathered].slice(0, mostAtOnce);
    for (const [organizationId] of part) gathered.delete(organizationId);
    if (gathered.size > 0) plan();
    if (part.length > 0) await handOver(new Map(part.map(([id, topics]) => [id, [...topics]]))).catch(onTrouble);
  };
  const flush = () => {
    handing = handing.then(handOverPart);
  };
  const plan = () => {
    timer ??= setTimeout(flush, gatherMs).unref();
  };
  return {
    add(organizationId, topics) {
      const all = gathered.get(organizationId) ?? new Set();
      for (const it of topics) all.add(it);
      gathered.set(organizationId, all);
      plan();
    },
    async close() {
      clearTimeout(timer);
      gathered.clear();
      await handing;
    },
  };
}
