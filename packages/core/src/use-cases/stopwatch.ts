import type { Clock } from '../ports/clock.ts';

/**
 * Counts milliseconds from now on, by the clock that says more: the one that never jumps stands still while the machine is suspended, and the other one is put
 * right when it wakes up. Too many only leave a call for later.
 */
export function stopwatch(clock: Clock): () => number {
  const [fromMs, from] = [clock.monotonicMs(), clock.now().getTime()];
  return () => Math.max(clock.monotonicMs() - fromMs, clock.now().getTime() - from);
}
