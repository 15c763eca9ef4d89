import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inChunks, messages, organizationName } from '../../message.ts';
import { type Figures, messagesOf, type Task } from '../../task.ts';
import type { Contestant } from '../contestant.ts';
import { timeDrain } from '../time-drain.ts';
import { createWork } from '../work.ts';
import { connectOrganizations, createAdministrator } from './administrator.ts';
import { fillBacklog } from './backlog/fill-backlog.ts';
import { createBenchConnector } from './bench-connector.ts';
import { composeService } from './compose-service.ts';
import { ownCopy } from './own-copy.ts';
import { scrapeMetrics } from './scrapes.ts';
import { clockStatements } from './statement-clock.ts';

/** Our engine: the worker drains what approving apps have stored through the API before. */
export const bilag: Contestant = {
  template: 'bilag',
  async prepare(task) {
    const work = createWork({ ...task, handler: 'nothing' });
    const ownerUrl = task.databaseUrl;
    await using service = await composeService(task, 'api', createBenchConnector(work, task.handler), { ownerUrl });
    const admin = await createAdministrator((await service.start()).address, task.keys);
    await connectOrganizations(admin, task);
    const byOrg = Map.groupBy(messages(task), (it) => it.org);
    for (const [org, theirs] of byOrg) {
      const path = `/v1/organizations/${organizationName(org)}/approvals/bulk`;
      const requests = [...inChunks(theirs, task.isSampled === true ? Math.ceil(theirs.length / 10) : 1_000)];
      for (const [at, chunk] of requests.entries()) {
        const approvals = chunk.map((it) => it.approval);
        await admin('POST', path, { approvals }, task.isSampled === true ? traceparent(at === 0) : {});
      }
    }
    if (task.backlog !== undefined) await fillBacklog(task, task.backlog, admin);
  },
  async run(task) {
    await ownCopy(task.databaseUrl);
    const pool = new pg.Pool({ connectionString: task.databaseUrl, max: 2 });
    const work = createWork(task);
    const statements = clockStatements();
    const figures = await timeDrain({
      task,
      work,
      async begin() {
        const service = await composeService(task, 'worker', createBenchConnector(work, task.handler));
        const scrapes = scrapeMetrics(task, (await service.start()).address);
        return async () => {
          await scrapes[Symbol.asyncDispose]();
          await service[Symbol.asyncDispose]();
        };
      },
      left: async () => Number((await pool.query('select count(*) as n from bilag.outbox')).rows[0]?.n),
    });
    if (task.stopAfter === undefined && !task.isSkewed) await assertBooked(pool, task, figures);
    await pool.end();
    return { ...figures, ...statements() };
  },
};

/** A trace of the caller's own. */
function traceparent(isSampled: boolean): Readonly<Record<string, string>> {
  const [trace, parent] = [randomBytes(16), randomBytes(8)].map((it) => it.toString('hex'));
  return { traceparent: `00-${trace}-${parent}-0${isSampled ? 1 : 0}` };
}

/** A fast engine that lost or doubled something, or mixed up the order, has not won anything. */
async function assertBooked(pool: pg.Pool, task: Task, { outOfOrder, overlaps }: Figures): Promise<void> {
  const { rows } = await pool.query<Record<'finished' | 'attempts' | 'logged', string>>(`
    select (select count(*) from bilag.finished_entries where state = 'synced') as finished,
      (select count(*) from bilag.delivery_attempts) as attempts,
      (select count(*) from bilag.sync_logs where action = 'attempt' and result = 'succeeded') as logged`);
  const counts = Object.values(rows[0] ?? {}).map(Number);
  const expected = messagesOf(task);
  if (counts.length !== 3 || counts.some((it) => it !== expected) || outOfOrder !== 0 || overlaps !== 0) {
    throw new Error(`Of ${expected} vouchers: ${JSON.stringify({ ...rows[0], outOfOrder, overlaps })}`);
  }
}
