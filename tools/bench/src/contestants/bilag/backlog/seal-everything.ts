import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Task } from '../../../task.ts';
import { createWork } from '../../work.ts';
import { createBenchConnector } from '../bench-connector.ts';
import { composeService } from '../compose-service.ts';

const isSealed = `
select coalesce((f.transaction_id, f.log_id) >= (l.transaction_id, l.log_id), true) as sealed
from bilag.sync_log_frontier f left join (
  select transaction_id, log_id from bilag.sync_logs order by transaction_id desc, log_id desc limit 1
) l on true`;

/** Lets a worker that is given no lane seal the sync log to its end, so that none does while something is measured. */
export async function sealEverything(task: Task): Promise<void> {
  const connector = createBenchConnector(createWork(task), 'nothing');
  await using worker = await composeService(task, 'worker', connector, {
    seams: {
      engine: (ports) => ({ ...ports, outbox: { ...ports.outbox, leaseLanes: () => Promise.resolve([]) } }),
    },
  });
  await worker.start();
  const client = new pg.Client({ connectionString: task.databaseUrl });
  await client.connect();
  try {
    while ((await client.query<{ sealed: boolean }>(isSealed)).rows[0]?.sealed !== true) await pause(1_000);
  } finally {
    await client.end();
  }
}
