import { type Clock, currentAndPreviousMonth, type NightlyReconciliations } from '@bilag/core';
import type { Logger } from 'pino';
import type { CronJob } from './cron-jobs.ts';

/** Asks every night for reconciliations of this month and the one before; workers take them over. Any number of processes may ask. */
export function reconciliationJob(
  expression: string,
  nights: NightlyReconciliations,
  { clock, log, onRequested }: { readonly clock: Clock; readonly log: Logger; readonly onRequested: () => void },
): CronJob {
  return {
    name: 'reconciliation',
    expression,
    async run() {
      const requested = await nights.request(currentAndPreviousMonth(clock.now()));
      log.info({ requested }, 'Asked for reconciliations.');
      if (requested > 0) onRequested();
    },
  };
}
