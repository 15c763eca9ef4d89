/** Kroner as a number from JSON in whole øre; `undefined` when that cannot be exact. */
export function minorOf(kroner: number): number | undefined {
  const minor = Math.round(kroner * 100);
  const isExact = Number.isSafeInteger(minor) && Math.abs(minor / 100 - kroner) < 1e-6;
  return isExact ? minor : undefined;
}

/** Øre as kroner, for JSON. */
export function kronerOf(minor: number): number {
  return minor / 100;
}
