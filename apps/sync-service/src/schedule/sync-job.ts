import type { SyncSchedule } from '@bilag/core';
import type { Logger } from 'pino';
import type { CronJob } from './cron-jobs.ts';

/** Begins the scheduled syncs. Any number of processes may: of each organization one begins for each time of the schedule. */
export function syncJob(
  expression: string,
  schedule: SyncSchedule,
  { log, onBegun }: { readonly log: Logger; readonly onBegun: () => void },
): CronJob {
  return {
    name: 'scheduled-sync',
    expression,
    async run(stop, at) {
      const begun = await schedule.beginDue(at, stop);
      log.info({ begun }, 'Began scheduled syncs.');
      if (begun > 0) onBegun();
    },
  };
}
