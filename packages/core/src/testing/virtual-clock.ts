import type { Clock, Deadline } from '../ports/clock.ts';

/** A clock that stands still until it is moved. */
export interface VirtualClock extends Clock {
  /** Moves time on and fires the deadlines that it passes, in order. */
  advance(ms: number): void;
}

/** Time under a test's control, from a fixed instant on. */
export function createVirtualClock(start = new Date('2026-03-06T10:00:00Z')): VirtualClock {
  let elapsedMs = 0;
  const deadlines = new Set<{ readonly atMs: number; readonly controller: AbortController }>();
  return {
    now: () => new Date(start.getTime() + elapsedMs),
    monotonicMs: () => elapsedMs,
    deadline(afterMs): Deadline {
      const entry = { atMs: elapsedMs + afterMs, controller: new AbortController() };
      deadlines.add(entry);
      return { signal: entry.controller.signal, cancel: () => deadlines.delete(entry) };
    },
    advance(ms) {
      elapsedMs += ms;
      const passed = [...deadlines].filter((it) => it.atMs <= elapsedMs).toSorted((a, b) => a.atMs - b.atMs);
      for (const entry of passed) {
        deadlines.delete(entry);
        entry.controller.abort();
      }
    },
  };
}
