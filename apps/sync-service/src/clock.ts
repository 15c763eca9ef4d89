import { performance } from 'node:perf_hooks';
import type { Clock } from '@bilag/core';

/** The machine's own time. Its deadlines keep the process alive until they fire or are cancelled. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  deadline(afterMs) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), afterMs);
    return { signal: controller.signal, cancel: () => clearTimeout(timer) };
  },
};
