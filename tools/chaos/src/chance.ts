/** Chance that a seed repeats. What the processes make of it depends on the machine, but what is planned does not. */
export interface Chance {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** True so often out of a hundred times. */
  percent(often: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
  shuffled<T>(things: readonly T[]): T[];
}

/** Xorshift, 32 bits. */
export function createChance(seed: number): Chance {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    between,
    percent: (often) => next() * 100 < often,
    pick: (choices) => choices[between(0, choices.length - 1)] ?? choices[0],
    shuffled: (things) =>
      things
        .map((it) => ({ it, at: next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ it }) => it),
  };
}
