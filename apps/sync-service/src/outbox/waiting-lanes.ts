/** Organizations known to have something due. */
export interface WaitingLanes {
  /** Something is due, or was said to be. */
  add(organizationId: string): void;
  /** A turn has ended; what was said during it is about the next one. */
  turnEnded(organizationId: string): void;
  /** At most `count` of them, but none whose turn it is: those first whose last turn here is longest ago. They wait no longer, whatever becomes of them. */
  take(count: number): readonly string[];
  /** Whether anybody waits but those whose turn it is. */
  isAnybodyWaiting(): boolean;
}

/** Nobody waits yet. `served`: whose turn it is. */
export function createWaitingLanes(served: { has(organizationId: string): boolean }): WaitingLanes {
  const waiting = new Set<string>();
  const lastTurns = new Map<string, number>();
  let turns = 0;
  const theirs = () => waiting.values().filter((it) => !served.has(it));
  const lastTurnOf = (organizationId: string) => lastTurns.get(organizationId) ?? 0;
  return {
    add: (organizationId) => void waiting.add(organizationId),
    turnEnded(organizationId) {
      turns += 1;
      lastTurns.set(organizationId, turns);
    },
    take(count) {
      if (count === 0) return [];
      const longestAgo = [...theirs()].toSorted((a, b) => lastTurnOf(a) - lastTurnOf(b));
      const taken = longestAgo.slice(0, count);
      for (const it of taken) waiting.delete(it);
      return taken;
    },
    isAnybodyWaiting: () => theirs().next().done !== true,
  };
}
