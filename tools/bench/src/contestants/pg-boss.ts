import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { callsInFlight } from '../erp/erp-client.ts';
import { inChunks, type Message, messages } from '../message.ts';
import type { Task } from '../task.ts';
import type { Contestant } from './contestant.ts';
import { timeDrain } from './time-drain.ts';
import { createWork } from './work.ts';

/** pg-boss with batches; `fifo` keeps the order of each organization by its strictest policy. */
export function pgBoss(template: string, { fifo }: { readonly fifo: boolean }): Contestant {
  return {
    template,
    async prepare(task) {
      const boss = await open(task);
      await boss.createQueue('post', { ...(fifo ? { policy: 'key_strict_fifo' as const } : {}), partition: false });
      for (const chunk of inChunks(messages(task), 2_000)) {
        await boss.insert(
          'post',
          chunk.map((it) => ({ data: it, ...(fifo ? { singletonKey: `org-${it.org}` } : {}) })),
        );
      }
      await boss.stop({ graceful: false });
    },
    async run(task) {
      const pool = new pg.Pool({ connectionString: task.databaseUrl, max: 2 });
      const boss = await open(task);
      const work = createWork(task);
      const left = `select count(*) as n from pgboss.job_common where name = 'post' and state < 'completed'`;
      // A batch above the number of keys is never full, and pg-boss would then wait before it fetches the next one.
      const calls = { batchSize: callsInFlight, localConcurrency: 1 };
      const nothing = { batchSize: fifo ? task.organizations : 100, localConcurrency: fifo ? 1 : 2 };
      return await timeDrain({
        task,
        work,
        async begin() {
          const pace = {
            ...(task.handler === 'nothing' ? nothing : calls),
            pollingIntervalSeconds: 0.5,
            burstWhenBatchFull: true,
          };
          await boss.work<Message>('post', pace, async (jobs) => {
            await Promise.all(jobs.map((job) => work.handle(job.data)));
          });
          return () => boss.stop({ graceful: false, timeout: 1_000 }).catch(() => undefined);
        },
        left: async () => Number((await pool.query(left)).rows[0]?.n),
      });
    },
  };
}

async function open({ databaseUrl }: Task): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: databaseUrl, max: 16, supervise: false, schedule: false });
  boss.on('error', (error) => console.error(error.message));
  await boss.start();
  return boss;
}
