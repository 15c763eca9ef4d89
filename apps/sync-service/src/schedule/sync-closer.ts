import type { SyncSchedule } from '@bilag/core';
import type { Logger } from 'pino';

/** Ends syncs that have nothing more to do. */
export interface SyncCloser {
  start(): void;
  stop(): Promise<void>;
}

/** How often it looks, in milliseconds: so long somebody may still see a sync run that has ended. */
const everyMs = 500;

/** A closer of this process, one look after the other. Whether a sync has ended is read from the outbox, so any process may end it, and one that was killed is not missed. */
export function createSyncCloser(schedule: SyncSchedule, log: Logger): SyncCloser {
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;
  let wakeUp = (): void => undefined;
  const idle = (): Promise<void> => {
    if (stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await schedule
        .endFinished()
        .catch((error: unknown) => log.warn({ err: error }, 'Syncs cannot be ended; trying again.'));
      await idle();
    }
  };
  return {
    start() {
      loop ??= run();
    },
    async stop() {
      stopping.abort();
      wakeUp();
      await loop;
    },
  };
}
