import type { SealableEntry, SealStore } from '@bilag/core';
import type { Logger } from 'pino';
import { createSteadyLoop, type SteadyLoop } from '../schedule/steady-loop.ts';
import { entryHash } from './entry-hash.ts';
import { sealEntries } from './seal-entries.ts';
import type { SigningKey } from './signing-key.ts';

/** Seals the sync logs of all organizations. */
export interface Sealer extends SteadyLoop {
  /** Seals what is there now. @returns how many entries. */
  sealAll(): Promise<number>;
}

/** Entries in one transaction. What waits is sorted each time, so a long backlog is taken in large pieces. */
const limit = 5_000;
/** How often it looks, in milliseconds. */
const everyMs = 2_000;

/**
 * A sealer of this process. Any number may run; they take turns by a lock in the database, and what one leaves the next finds.
 * @param signing the key, asked for at each look.
 */
export function createSealer(store: SealStore, signing: () => Promise<SigningKey>, log: Logger): Sealer {
  const sealAll = async (stop?: AbortSignal): Promise<number> => {
    const key = await signing();
    const hash = (entry: SealableEntry) => entryHash(entry);
    const count = await store.sealNext(limit, { hash, seal: (unsealed) => sealEntries(unsealed, key) });
    const more = count === limit && stop?.aborted !== true;
    return more ? count + (await sealAll(stop)) : count;
  };
  const loop = createSteadyLoop(everyMs, (stop) =>
    sealAll(stop).catch((error: unknown) =>
      log.warn({ err: error }, 'The sync log cannot be sealed for the moment; trying again.'),
    ),
  );
  return { ...loop, sealAll: () => sealAll() };
}
