/** What has really struck, by name, against what was planned. */
export interface Tally {
  plan(name: string): void;
  struck(name: string): void;
  /** All of it: done of planned. */
  progress(): { readonly done: number; readonly planned: number };
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
  const sum = (which: 'done' | 'planned') => [...counts.values()].reduce((total, it) => total + it[which], 0);
  return {
    plan: (name) => void (of(name).planned += 1),
    struck: (name) => void (of(name).done += 1),
    progress: () => ({ done: sum('done'), planned: sum('planned') }),
    rows: () => [...counts].map(([name, count]) => ({ name, ...count })),
  };
}
