import { setTimeout as pause } from 'node:timers/promises';

/** A work that is done again and again, one after the other. */
export interface SteadyLoop {
  start(): void;
  /** Waits for the work under way. */
  stop(): Promise<void>;
}

/** Does the work, rests for so many milliseconds, and does it again. `work` does not throw, and ends soon once the signal says so. */
export function createSteadyLoop(everyMs: number, work: (stop: AbortSignal) => Promise<unknown>): SteadyLoop {
  const stopping = new AbortController();
  const { signal } = stopping;
  let loop: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await work(signal);
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    start() {
      loop ??= run();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}
