import { createTask } from 'node-cron';
import type { Logger } from 'pino';

/** Something that is done at certain times. */
export interface CronJob {
  readonly name: string;
  /** Five or six fields, by the clock in Norway; `off` for never. */
  readonly expression: string;
  /** Ends soon once the signal fires. `at` is the time that was due, the same in every process that has this job. */
  run(stop: AbortSignal, at: Date): Promise<void>;
}

/** The jobs of this process. */
export interface CronJobs {
  start(): void;
  /** Begins none any more, and waits for those under way. */
  stop(): Promise<void>;
}

/** Runs jobs at their times, never one beside itself. A job that fails is logged, and runs again at its next time. Other processes have clocks of their own. */
export function createCronJobs(jobs: readonly CronJob[], log: Logger): CronJobs {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const attempt = async (job: CronJob, at: Date): Promise<void> => {
    try {
      await job.run(stopping.signal, at);
    } catch (error) {
      log.error({ err: error, job: job.name }, 'A job failed; it runs again at its next time.');
    }
  };
  const tasks = jobs
    .filter(({ expression }) => expression !== 'off')
    .map((job) =>
      createTask(
        job.expression,
        ({ date }) => {
          const run = attempt(job, date).finally(() => running.delete(run));
          running.add(run);
          return run;
        },
        { name: job.name, timezone: 'Europe/Oslo', noOverlap: true, unref: true, logger: quiet(log) },
      ),
    );
  return {
    start() {
      for (const task of tasks) void task.start();
    },
    async stop() {
      stopping.abort();
      for (const task of tasks) await task.destroy();
      await Promise.all(running);
    },
  };
}

/** Its own lines among ours, as it would print them otherwise. */
function quiet(log: Logger) {
  return {
    info: (message: string) => log.debug(message),
    debug: (message: string | Error) => log.debug(String(message)),
    warn: (message: string) => log.warn(message),
    error: (message: string | Error) => log.error(String(message)),
  };
}
