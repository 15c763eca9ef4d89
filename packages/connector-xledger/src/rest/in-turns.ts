/** Requests of one organization at a time. The contract names no number. */
export const atOnce = 4;

/** Does the work for every item, a few at a time and begun in their order. The work does not throw. */
export async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const one = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one));
}
