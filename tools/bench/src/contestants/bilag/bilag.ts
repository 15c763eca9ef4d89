import { compose, parseConfig } from '@bilag/sync-service';
import pg from 'pg';
import { inChunks, messages, organizationName } from '../../message.ts';
import { type Figures, messagesOf, type Task } from '../../task.ts';
import type { Contestant } from '../contestant.ts';
import { timeDrain } from '../time-drain.ts';
import { createWork, type Work } from '../work.ts';
import { connectOrganization, createAdministrator } from './administrator.ts';
import { benchConnectorName, createBenchConnector } from './bench-connector.ts';
import { fillBacklog } from './fill-backlog.ts';
import { ownCopy } from './own-copy.ts';
import { serviceEnvironment } from './service-settings.ts';
import { clockStatements } from './statement-clock.ts';

/** The service as it is, in one process, with the benchmark's connector in its registry. Nothing of it is switched off. */
export function composeService(task: Task, role: 'both' | 'api' | 'worker', work: Work, ownerUrl?: string) {
  const environment = {
    ...serviceEnvironment(task, role),
    ...(ownerUrl === undefined ? {} : { BILAG_DATABASE_OWNER_URL: ownerUrl }),
  };
  const connector = createBenchConnector(work, task.handler);
  return compose(parseConfig(environment), { [benchConnectorName]: () => Promise.resolve(connector) });
}

/** Our engine: the worker drains what approving apps have stored through the API before. */
export const bilag: Contestant = {
  template: 'bilag',
  async prepare(task) {
    const work = createWork({ ...task, handler: 'nothing' });
    await using service = await composeService(task, 'api', work, task.databaseUrl);
    const admin = await createAdministrator((await service.start()).address, task.keys);
    for (let org = 0; org < task.organizations; org += 1) await connectOrganization(admin, org);
    const byOrg = Map.groupBy(messages(task), (it) => it.org);
    for (const [org, theirs] of byOrg) {
      for (const chunk of inChunks(theirs, 1_000)) {
        const approvals = chunk.map((it) => it.approval);
        await admin('POST', `/v1/organizations/${organizationName(org)}/approvals/bulk`, { approvals });
      }
    }
    if (task.backlog !== undefined) await fillBacklog(task, task.backlog);
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
        const service = await composeService(task, 'worker', work);
        await service.start();
        return () => service[Symbol.asyncDispose]();
      },
      left: async () => Number((await pool.query('select count(*) as n from bilag.outbox')).rows[0]?.n),
    });
    if (task.stopAfter === undefined && !task.isSkewed) await assertBooked(pool, task, figures);
    await pool.end();
    return { ...figures, ...statements() };
  },
};

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
