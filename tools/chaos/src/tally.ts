/** What has really struck, by name, against what was planned. */
export interface Tally {
  plan(name: string): void;
  struck(name: string): void;
  /** How much has struck of what was planned, from 0 to 1; of all, or of those with such names. */
  share(isMeant?: (name: string) => boolean): number;
  rows(): readonly { readonly name: string; readonly done: number; readonly planned: number }[];
}

/** Nothing planned and nothing struck. */
export function createTally(): Tally {
  const counts = new Map<string, { done: number; planned: number }>();
  const of = (name: string) => {
    const count = counts.get(name) ?? { done: 0, planned: 0 };
    counts.set(name, count);
    return count;
  };
  return {
    plan: (name) => void (of(name).planned += 1),
    struck: (name) => void (of(name).done += 1),
    share(isMeant = () => true) {
      const meant = [...counts].filter(([name]) => isMeant(name)).map(([, count]) => count);
      const sum = (which: 'done' | 'planned') => meant.reduce((total, it) => total + it[which], 0);
      return sum('done') / sum('planned');
    },
    rows: () => [...counts].map(([name, count]) => ({ name, ...count })),
  };
}
