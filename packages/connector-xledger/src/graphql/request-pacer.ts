import { setTimeout as sleepFor } from 'node:timers/promises';

/** Time for the pacer, so that a test owns it. */
export interface PacerTimers {
  /** Milliseconds of a clock that never jumps back. */
  monotonicMs(): number;
  /** Ends after so many milliseconds; rejects at once when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

/** Lets one request at a time through, and no more than Xledger takes. */
export interface RequestPacer {
  /** Waits for its turn, which lasts until it is disposed of; `undefined` when the signal fires first. */
  enter(signal: AbortSignal): Promise<Disposable | undefined>;
  /** Whether nothing is under way or counts any more, so that a new pacer would do as well. */
  isAtRest(): boolean;
}

const realTimers: PacerTimers = {
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }),
};

/** @source reference of the Xledger API, section 9 (burst of 20 requests in 5 seconds), read 2026-11 */
const burst = { requests: 20, windowMs: 5_000 };

/** A pacer with nothing in flight. */
export function createRequestPacer(timers: PacerTimers = realTimers): RequestPacer {
  let lastTurn: Promise<unknown> = Promise.resolve();
  /** When requests ended: each arrived before that, whatever the network did to it. */
  const ends: number[] = [];
  let waiting = 0;
  const room = async (signal: AbortSignal) => {
    const oldest = ends.length < burst.requests ? undefined : ends.at(-burst.requests);
    const waitMs = oldest === undefined ? 0 : oldest + burst.windowMs - timers.monotonicMs();
    if (waitMs > 0) await timers.sleep(Math.ceil(waitMs), signal);
  };
  return {
    isAtRest: () => waiting === 0 && timers.monotonicMs() >= (ends.at(-1) ?? -Infinity) + burst.windowMs,
    async enter(signal) {
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      waiting += 1;
      const end = () => {
        waiting -= 1;
        resolve();
      };
      const before = lastTurn;
      lastTurn = Promise.all([before, ended]);
      try {
        await untilAborted(before, signal);
        await room(signal);
        signal.throwIfAborted();
      } catch {
        end();
        return undefined;
      }
      return {
        [Symbol.dispose]() {
          ends.push(timers.monotonicMs());
          ends.splice(0, ends.length - burst.requests);
          end();
        },
      };
    },
  };
}

async function untilAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
