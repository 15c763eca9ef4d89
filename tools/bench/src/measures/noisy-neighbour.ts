import { approveSteadily } from '../load/approve-steadily.ts';
import { approvalRequests, createSender } from '../load/requests.ts';
import type { Figures } from '../task.ts';
import type { Order, World } from '../world/world.ts';
import { inTurn, type Measure } from './measure.ts';

/** S2: what the others notice of one organization with thousands of vouchers to be sent. */
export const noisyNeighbour: Measure = {
  title: 'Noisy neighbour: approval to first byte at the ERP, while one organization of 50 floods',
  how: `50 approvals a second of the 49 others, through one process that answers and sends. The flood is vouchers of one organization that were approved before and
are sent all the while, one call of 20 ms each; without it there is nothing else to do.`,
  shown: { p50Ms: 2, p95Ms: 2, p99Ms: 2, floodLeft: 0 },
  bars: [
    {
      id: 'S2',
      what: '95th percentile of the others, to the same without the flood',
      ours: { contestant: 'beside a flood', figure: 'p95Ms' },
      against: { contestant: 'alone', figure: 'p95Ms' },
      direction: 'at-most',
      bar: 2,
      good: 1.3,
    },
  ],
  async round(world, { quick }, round) {
    const seconds = quick ? 2 : 12;
    const both = { contestant: 'bilag-both', handler: 'one-call', warmUp: 0 } as const;
    // Ten of each of the others come with it; they are gone before anything is measured.
    const flood = quick ? 800 : 2_400;
    return await inTurn(round, {
      alone: () => others(world, { ...both, records: 0 }, seconds),
      'beside a flood': () => others(world, { ...both, records: flood, isSkewed: true }, seconds),
    });
  },
};

function others(world: World, order: Order, seconds: number): Promise<Figures> {
  return world.serve([order], async ([server], database) => {
    const requests = await approvalRequests(world.taskOf(order, database).keys);
    const sender = createSender(server?.address ?? '', 8);
    const figures = await approveSteadily(world, seconds, (message) => sender.send(requests(message)), {
      organizationOf: (id) => 1 + (id % (world.organizations - 1)),
      firstId: 1_000_000,
    });
    await sender.close();
    const [row] = await world.cluster.query(
      database,
      "select count(*) as left from bilag.outbox where organization_id = 'org-000'",
    );
    await server?.stop();
    const floodLeft = Number(row?.['left'] ?? 0);
    // A flood that was over in the middle would be none.
    if (order.isSkewed === true && floodLeft === 0)
      throw new Error('The flood was over before the others were measured.');
    return { ...figures, floodLeft };
  });
}
