import { approveSteadily } from '../load/approve-steadily.ts';
import { approvalRequests, createSender } from '../load/requests.ts';
import type { Figures } from '../task.ts';
import type { World } from '../world/world.ts';
import { inTurn, type Measure } from './measure.ts';

const [many, few] = ['among 10,000', 'among 50'] as const;

/** S3: what an approval notices of organizations that have nothing to do with it. */
export const manyOrganizations: Measure = {
  title: 'Many organizations: approval to first byte at the ERP, among 50 and among 10,000',
  how: `50 approvals a second of 50 organizations, through one process that answers and sends. 9,950 more are connected and owe nothing, but for one that owes 100,000 vouchers,
nearly all there is, and rests because its ERP is away. These are written to the tables directly.`,
  shown: { p50Ms: 2, p95Ms: 2, p99Ms: 2 },
  bars: [
    {
      id: 'S3',
      what: 'median among 10,000 organizations, to among 50',
      ours: { contestant: many, figure: 'p50Ms' },
      against: { contestant: few, figure: 'p50Ms' },
      direction: 'at-most',
      bar: 1.5,
      good: 1.2,
    },
    {
      id: 'S3-p95',
      what: '95th percentile among 10,000 organizations, to among 50',
      ours: { contestant: many, figure: 'p95Ms' },
      against: { contestant: few, figure: 'p95Ms' },
      direction: 'at-most',
      bar: 2,
      good: 1.3,
    },
  ],
  async round(world, { quick }, round) {
    const seconds = quick ? 2 : 12;
    const [idle, owed] = quick ? [450, 2_000] : [9_950, 100_000];
    return await inTurn(round, {
      [few]: () => among(world, seconds, []),
      [many]: () => among(world, seconds, crowd(idle, owed)),
    });
  },
};

/** Connected as the first organization is. Foreign keys are not looked at, as the vouchers of the one that rests have no records. */
function crowd(idle: number, owed: number): readonly string[] {
  const names = `select 'idle-' || i from generate_series(1, ${idle}) i`;
  const model = "from bilag.integration_configs c where c.organization_id = 'org-000'";
  return [
    `set session_replication_role = replica;
     insert into bilag.organizations (organization_id, name, currency, created_by) select name, name, 'NOK', 'bench' from (${names}) n(name);
     insert into bilag.lanes (organization_id) ${names};
     insert into bilag.integration_configs (organization_id, connector, settings, enabled, sealed_credentials, credentials_set_by)
     select n.name, c.connector, c.settings, true, c.sealed_credentials, c.credentials_set_by from (${names}) n(name), lateral (select c.* ${model}) c;
     update bilag.lanes set rest_until = now() + interval '1 day' where organization_id = 'idle-1';
     insert into bilag.outbox (organization_id, sequence, record_id, reference, state)
     select 'idle-1', nextval('bilag.outbox_sequence'), gen_random_uuid(), 'OWED', 'pending' from generate_series(1, ${owed})`,
    'vacuum (analyze)',
  ];
}

function among(world: World, seconds: number, others: readonly string[]): Promise<Figures> {
  const order = { contestant: 'bilag-both', handler: 'one-call', records: 0, warmUp: 0 } as const;
  return world.serve([order], async ([server], database) => {
    for (const it of others) await world.cluster.query(database, it);
    const requests = await approvalRequests(world.taskOf(order, database).keys);
    const sender = createSender(server?.address ?? '', 8);
    const figures = await approveSteadily(world, seconds, (message) => sender.send(requests(message)));
    await sender.close();
    await server?.stop();
    return figures;
  });
}
