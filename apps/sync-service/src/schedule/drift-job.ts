import type { DriftReport } from '@bilag/core';
import type { Logger } from 'pino';
import type { CronJob } from './cron-jobs.ts';

/** The nightly check of all field mappings, and what the log says of it. */
export function driftJob(expression: string, check: (stop: AbortSignal) => Promise<DriftReport>, log: Logger): CronJob {
  return {
    name: 'drift-check',
    expression,
    async run(stop) {
      const { checked, failed } = await check(stop);
      for (const { organizationId, error } of failed) {
        log.error({ err: error, organizationId }, 'A field mapping could not be checked.');
      }
      for (const { organizationId, check: it } of checked) {
        const { findingCount, failure } = it;
        const found = { organizationId, findingCount, failure: failure?.code ?? null };
        if (findingCount > 0 || failure !== null) log.warn(found, 'A field mapping needs a look.');
      }
      log.info({ checked: checked.length, failed: failed.length }, 'Checked field mappings.');
    },
  };
}
