import type { AlertReport, DeliveryReport } from '@bilag/core';
import type { Logger } from 'pino';
import type { CronJob } from './cron-jobs.ts';

/** What the job does, in this order; each also when the other fails. */
export interface AlertWork {
  readonly evaluate: () => Promise<AlertReport | undefined>;
  readonly deliver: (stop: AbortSignal) => Promise<DeliveryReport>;
}

/** Looks whether there is anything that people should know, and tells them. Any number of processes may: one evaluates, all of them send. */
export function alertJob(expression: string, { evaluate, deliver }: AlertWork, log: Logger): CronJob {
  return {
    name: 'alerts',
    expression,
    async run(stop) {
      try {
        const report = await evaluate();
        if (report !== undefined && report.raised + report.cleared > 0) log.info(report, 'Evaluated alerts.');
      } catch (error) {
        log.error({ err: error }, 'Alerts could not be evaluated; they are again at the next time.');
      }
      const report = await deliver(stop);
      if (report.failed > 0)
        log.warn(report, 'Some messages about alerts could not be delivered; they are tried again.');
    },
  };
}
