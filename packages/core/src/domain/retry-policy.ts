const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The longest wait after the nth definite failure, in milliseconds; the last repeats for ever, as a count never kills a record. */
export const backoffCeilingsMs = [10 * second, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour] as const;

/**
 * The wait after the `failures`-th failure in a row: full jitter below the ceiling, and never shorter than the ERP asked for.
 * @param random a number in [0, 1), from the `Random` port.
 */
export function backoffMs(failures: number, random: number, retryAfterMs = 0): number {
  const at = Math.min(Math.max(failures, 1), backoffCeilingsMs.length) - 1;
  return Math.max(Math.ceil(random * (backoffCeilingsMs[at] ?? 6 * hour)), retryAfterMs);
}

/** How many conclusive-looking but undecided look-ups a person is spared. */
export const maxLookUps = 3;
