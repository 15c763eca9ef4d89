import pg from 'pg';
import { channel } from '../contestants/listen-notify.ts';
import { approveSteadily } from '../load/approve-steadily.ts';
import { approvalRequests, createSender } from '../load/requests.ts';
import type { Figures } from '../task.ts';
import type { World } from '../world/world.ts';
import { inTurn, type Measure } from './measure.ts';

const ours = (contestant: string, figure: string) => ({ contestant, figure });
const bare = { contestant: 'listen-notify', figure: 'p50Ms' };

/** P6: from an approval to the first byte at the ERP, while nothing else is going on. */
export const latency: Measure = {
  title: 'Approval to first byte at the ERP, 50 approvals a second',
  how: 'From just before the request (ours) or the INSERT with NOTIFY (the bare loop) is sent, to the moment at which the ERP stand-in has the first bytes. Ours includes REST, authentication and the committed intent.',
  shown: { p50Ms: 2, p95Ms: 2, p99Ms: 2 },
  bars: [
    {
      id: 'P6',
      what: 'median latency in the same process, to a bare LISTEN/NOTIFY loop',
      ours: ours('bilag', 'p50Ms'),
      against: bare,
      direction: 'at-most',
      bar: 1.5,
      good: 1,
    },
    {
      id: 'P6-other',
      what: 'median latency to another process, to the same',
      ours: ours('bilag, other replica', 'p50Ms'),
      against: bare,
      direction: 'at-most',
      bar: 1.5,
      good: 1,
    },
    {
      id: 'P6-p99',
      what: '99th percentile in the same process, in ms',
      ours: ours('bilag', 'p99Ms'),
      direction: 'at-most',
      bar: 60,
      good: 60,
    },
    {
      id: 'P6-p99-other',
      what: '99th percentile to another process, in ms',
      ours: ours('bilag, other replica', 'p99Ms'),
      direction: 'at-most',
      bar: 60,
      good: 60,
    },
  ],
  async round(world, { quick }, round) {
    const seconds = quick ? 2 : 12;
    return await inTurn(round, {
      'listen-notify': () => bareLoop(world, seconds),
      bilag: () => service(world, ['bilag-both'], seconds),
      'bilag, other replica': () => service(world, ['bilag-api', 'bilag-worker'], seconds),
    });
  },
};

const idle = { records: 0, warmUp: 0, handler: 'one-call' } as const;

function service(world: World, contestants: readonly string[], seconds: number): Promise<Figures> {
  const orders = contestants.map((contestant) => ({ contestant, ...idle }));
  return world.serve(orders, async (servers) => {
    const requests = await approvalRequests(world.taskOf({ contestant: 'bilag' }, 'postgres').keys);
    const sender = createSender(servers[0]?.address ?? '', 8);
    const figures = await approveSteadily(world, seconds, (message) => sender.send(requests(message)));
    await sender.close();
    for (const server of servers) await server.stop();
    return figures;
  });
}

function bareLoop(world: World, seconds: number): Promise<Figures> {
  return world.serve([{ contestant: 'listen-notify', ...idle }], async ([server], database) => {
    const pool = new pg.Pool({ connectionString: world.cluster.url(database), max: 8 });
    const text = `with o as (insert into outbox (org_id, payload) values ($1, $2) returning 1) select pg_notify('${channel}', '') from o`;
    const figures = await approveSteadily(world, seconds, async (it) => {
      await pool.query({ name: 'store', text, values: [it.org, it] });
    });
    await pool.end();
    await server?.stop();
    return figures;
  });
}
