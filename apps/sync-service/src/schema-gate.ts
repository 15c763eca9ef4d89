import { setTimeout as pause } from 'node:timers/promises';
import { SyncError } from '@bilag/core';
import type { Logger } from 'pino';
import { asUnavailable, isRefused } from './persistence/database-unavailable.ts';
import { sqlStateOf } from './persistence/sql-state.ts';

/** Holds back whatever works on the database until it answers and has the schema that this build needs. */
export interface SchemaGate {
  /**
   * Looks at the database, and calls `open` before it resolves if all is as it should be; else it waits in the background and calls it then.
   * `isLate` says which.
   * @throws when the database does not let us in, which waiting does not mend.
   */
  start(open: (isLate: boolean) => Promise<void>): Promise<void>;
  /** Resolves once `open` has; never if the gate was closed before. */
  readonly opened: Promise<void>;
  /** Asks the database. @throws {SyncError} `NOT_READY` while the schema is missing or old, or the service has not begun; anything else when it cannot be asked. */
  assertReady(): Promise<void>;
  /** Asks nobody. @throws {SyncError} `NOT_READY` until `open` has resolved. */
  assertOpen(): void;
  stop(): Promise<void>;
}

/** What the schema needs is said in this sentence everywhere. */
export const schemaMissing = 'The database has no current schema: run «bilag migrate».';

/** How often it is looked while something is missing, in milliseconds. */
const lookAgainMs = 500;

type Found = 'current' | 'behind' | 'away';

/** A gate that is shut. `isCurrent` tells whether the schema is that of this build or newer, and rejects when the database cannot be asked. */
export function createSchemaGate(isCurrent: () => Promise<boolean>, log: Logger): SchemaGate {
  const stopping = new AbortController();
  const opened = Promise.withResolvers<void>();
  let isOpen = false;
  let waiting: Promise<void> | undefined;
  let last: Found = 'current';

  const found = (now: Found, error?: unknown): Found => {
    if (now !== last) tell(now, sqlStateOf(error), log);
    last = now;
    return now;
  };
  const look = async (isFirst: boolean): Promise<Found> => {
    try {
      return found((await isCurrent()) ? 'current' : 'behind');
    } catch (error) {
      if (isFirst && isRefused(error)) throw asUnavailable(error);
      return found('away', error);
    }
  };
  const openWith = async (open: (isLate: boolean) => Promise<void>, isLate: boolean): Promise<void> => {
    await open(isLate);
    isOpen = true;
    opened.resolve();
  };
  const wait = async (open: (isLate: boolean) => Promise<void>): Promise<void> => {
    const { signal } = stopping;
    for (;;) {
      await pause(lookAgainMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      if ((await look(false)) === 'current') return await openWith(open, true);
    }
  };
  const assertOpen = (): void => {
    if (!isOpen) throw new SyncError('NOT_READY', sentences[last]);
  };
  return {
    opened: opened.promise,
    async start(open) {
      if ((await look(true)) === 'current') await openWith(open, false);
      else {
        waiting = wait(open).catch((error: unknown) => log.error({ err: error }, 'The service could not begin.'));
      }
    },
    async assertReady() {
      const now = found((await isCurrent()) ? 'current' : 'behind');
      if (now === 'behind') throw new SyncError('NOT_READY', schemaMissing);
      assertOpen();
    },
    assertOpen,
    async stop() {
      stopping.abort();
      await waiting;
    },
  };
}

const sentences: Readonly<Record<Found, string>> = {
  current: 'The service is starting.',
  behind: schemaMissing,
  away: 'The database does not answer.',
};

/** Says once what has changed. */
function tell(now: Found, code: string, log: Logger): void {
  if (now === 'behind') log.error(`${schemaMissing} Until then nothing is taken and nothing is sent.`);
  else if (now === 'away') log.warn({ code }, 'The database does not answer; the service begins once it does.');
  else log.info('The database has the schema that is needed.');
}
