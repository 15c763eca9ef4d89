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

/**
 * The longest rest of a lane after the nth turn in a row in which its ERP served nothing, in milliseconds; the last repeats. Short enough for an ERP that
 * stumbles at every second call and yet serves.
 */
const laneRestCeilingsMs = [second, 2 * second, 5 * second, 15 * second, minute] as const;

/**
 * How long a lane rests after so many turns in a row without service, before one entry probes whether the ERP serves again: half the ceiling at least, so
 * that the organizations of one ERP come back one by one, and never shorter than the ERP asked for.
 * @param random a number in [0, 1), from the `Random` port.
 */
export function laneRestMs(troubles: number, random: number, askedMs: number): number {
  const at = Math.min(Math.max(troubles, 1), laneRestCeilingsMs.length) - 1;
  const ceilingMs = laneRestCeilingsMs[at] ?? minute;
  return Math.max(second, Math.ceil(ceilingMs * (0.5 + random / 2)), Math.min(Math.ceil(askedMs), 24 * hour));
}

/** The longest time between two questions for the same accepted voucher, in milliseconds, unless its connector asks for a longer one. */
const longestPollMs = 2 * hour;

/**
 * How long until it is asked again whether an accepted voucher has been booked, in milliseconds: as often as the connector says in its first hour, half as often
 * in its second, and half as often again each time its wait has doubled, but every two hours at least. What was accepted in the evening is booked in the
 * morning, and each question in between costs requests of a monthly allowance.
 * @param pollMs how often the connector would have it asked for.
 * @param waitedMs how long it has waited since it was sent.
 */
export function pollAfterMs(pollMs: number, waitedMs: number): number {
  const doublings = waitedMs < hour ? 0 : 1 + Math.floor(Math.log2(waitedMs / hour));
  return Math.max(pollMs, Math.min(pollMs * 2 ** doublings, longestPollMs));
}

/**
 * The share of its wait after which an accepted voucher is asked for along with another one of its organization that is due: one question covers all of them.
 * High enough that nothing is asked for twice in one turn, low enough that those sent at different minutes soon come due together.
 */
export const askAlongFrom = 0.25;

/** How many conclusive-looking but undecided look-ups a person is spared. */
export const maxLookUps = 3;
