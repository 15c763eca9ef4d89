import type { TextRetention } from '@bilag/core';
import type { Logger } from 'pino';
import type { CronJob } from './cron-jobs.ts';

/** Erases what was sent and answered once its time is over. Any number of processes may have the job: one does it. An organization that fails does not keep the others from it. */
export function retentionJob(expression: string, retention: TextRetention, log: Logger): CronJob {
  return {
    name: 'text-retention',
    expression,
    async run(stop) {
      if (!(await retention.begin())) return;
      for (const organizationId of await retention.organizationIds()) {
        if (stop.aborted) return;
        try {
          const payloads = await eraseAll(organizationId, retention, stop);
          if (payloads > 0) log.info({ organizationId, payloads }, 'Erased texts whose time was over.');
        } catch (error) {
          log.error({ err: error, organizationId }, 'Texts could not be erased; they are the next time.');
        }
      }
    },
  };
}

async function eraseAll(organizationId: string, retention: TextRetention, stop: AbortSignal): Promise<number> {
  let all = 0;
  for (let isDone = false; !isDone && !stop.aborted; ) {
    const erased = await retention.erase(organizationId);
    all += erased.payloads;
    isDone = erased.isDone;
  }
  return all;
}
