import type { SealStore } from '@bilag/core';
import type { Logger } from 'pino';
import { sealEntries } from './seal-entries.ts';
import type { SigningKey } from './signing-key.ts';

/** Seals the sync logs of all organizations. */
export interface Sealer {
  start(): void;
  stop(): Promise<void>;
  /** Seals what is there now. @returns how many entries. */
  sealAll(): Promise<number>;
}

/** Entries in one transaction. What waits is sorted each time, so a long backlog is taken in large pieces. */
const limit = 5_000;
/** How often it looks, in milliseconds. */
const everyMs = 2_000;

/** A sealer of this process. Any number may run; they take turns by a lock in the database, and what one leaves the next finds. */
export function createSealer(store: SealStore, key: SigningKey, log: Logger): Sealer {
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
  const sealAll = async (): Promise<number> => {
    let sealed = 0;
    while (!stopping.signal.aborted) {
      const count = await store.sealNext(limit, (unsealed) => sealEntries(unsealed, key));
      sealed += count;
      if (count < limit) break;
    }
    return sealed;
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await sealAll().catch((error: unknown) =>
        log.warn({ err: error }, 'The sync log cannot be sealed for the moment; trying again.'),
      );
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
    sealAll,
  };
}
