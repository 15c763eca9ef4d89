import type { SyncSchedule } from '@bilag/core';
import type { Logger } from 'pino';
import { createSteadyLoop, type SteadyLoop } from './steady-loop.ts';

/** How often it looks, in milliseconds: so long somebody may still see a sync run that has ended. */
const everyMs = 500;

/** Ends syncs that have nothing more to do. Whether one has is read from the outbox, so any process may end it, and one that was killed is not missed. */
export function createSyncCloser(schedule: SyncSchedule, log: Logger): SteadyLoop {
  return createSteadyLoop(everyMs, () =>
    schedule.endFinished().catch((error: unknown) => log.warn({ err: error }, 'Syncs cannot be ended; trying again.')),
  );
}
