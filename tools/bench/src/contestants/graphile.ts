import { Logger, run, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { callsInFlight } from '../erp/erp-client.ts';
import { asMessage, inChunks, messages } from '../message.ts';
import type { Contestant } from './contestant.ts';
import { timeDrain } from './time-drain.ts';
import { createWork } from './work.ts';

const logger = new Logger(() => () => undefined);

/** How it is set up. */
interface GraphileOptions
  extends Pick<
    GraphileConfig.WorkerOptions,
    'pollInterval' | 'localQueue' | 'completeJobBatchDelay' | 'failJobBatchDelay'
  > {
  readonly queues: boolean;
}

/** graphile-worker; with `queues` each organization has a named queue, which keeps its order. */
export function graphile(template: string, { queues, ...worker }: GraphileOptions): Contestant {
  return {
    template,
    async prepare(task) {
      await runMigrations({ connectionString: task.databaseUrl, logger });
      const client = new pg.Client({ connectionString: task.databaseUrl });
      await client.connect();
      const add =
        'select count(*) from graphile_worker.add_jobs(array(select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))';
      for (const chunk of inChunks(messages(task), 2_000)) {
        const jobs = chunk.map((it) => ({
          identifier: 'post',
          payload: it,
          ...(queues ? { queue_name: `org-${it.org}` } : {}),
        }));
        await client.query(add, [JSON.stringify(jobs)]);
      }
      await client.end();
    },
    async run(task) {
      process.env['NO_LOG_SUCCESS'] = '1';
      const pool = new pg.Pool({ connectionString: task.databaseUrl, max: 2 });
      const work = createWork(task);
      return await timeDrain({
        task,
        work,
        async begin() {
          const runner = await run({
            preset: {
              worker: {
                connectionString: task.databaseUrl,
                concurrentJobs: callsInFlight,
                maxPoolSize: callsInFlight + 2,
                ...worker,
              },
            },
            logger,
            noHandleSignals: true,
            taskList: { post: (payload) => work.handle(asMessage(payload)) },
          });
          return () => runner.stop().catch(() => undefined);
        },
        left: async () =>
          Number((await pool.query('select count(*) as n from graphile_worker._private_jobs')).rows[0]?.n),
      });
    },
  };
}
