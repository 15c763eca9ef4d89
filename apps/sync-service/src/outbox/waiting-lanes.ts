/** Organizations known to have something due, in the order in which their lanes are tried. */
export interface WaitingLanes {
  /** Something is due: the organization goes to the end, unless it waits already. */
  add(organizationId: string): void;
  /** What was said during an organization's turn is about its next one, which comes after everybody's who waits. */
  sendBack(organizationId: string): void;
  /** The first ones, at most `count`, but those whose turn it is. They wait no longer, whatever becomes of them. */
  take(count: number): readonly string[];
  /** Whether anybody waits but those whose turn it is. */
  isAnybodyWaiting(): boolean;
}

/** Nobody waits yet. `served`: whose turn it is. */
export function createWaitingLanes(served: { has(organizationId: string): boolean }): WaitingLanes {
  const waiting = new Set<string>();
  const theirs = () => waiting.values().filter((it) => !served.has(it));
  return {
    add: (organizationId) => void waiting.add(organizationId),
    sendBack(organizationId) {
      if (waiting.delete(organizationId)) waiting.add(organizationId);
    },
    take(count) {
      const taken = [...theirs().take(count)];
      for (const it of taken) waiting.delete(it);
      return taken;
    },
    isAnybodyWaiting: () => theirs().next().done !== true,
  };
}
