import { setTimeout as pause } from 'node:timers/promises';
import { approveSteadily } from '../load/approve-steadily.ts';
import { approvalRequests, createSender } from '../load/requests.ts';
import type { Figures } from '../task.ts';
import type { Order, World } from '../world/world.ts';
import { type Bar, inTurn, type Measure } from './measure.ts';

/** S2: what the others notice of one organization with thousands of vouchers to be sent, and of one whose ERP does not answer. */
export const noisyNeighbour: Measure = {
  title: 'Noisy neighbour: approval to first byte at the ERP, while one organization of 50 floods, or its ERP hangs',
  how: `50 approvals a second of the 49 others, through one process that answers and sends. The flood is vouchers of one organization that were approved before and
are sent all the while, one call of 20 ms each. The one that hangs has as many: its ERP takes a call and never answers, until the connector gives it up after 30 seconds; the measure fails unless such a call is
open all the while. Alone there is nothing else to do.`,
  shown: { p50Ms: 2, p95Ms: 2, p99Ms: 2, floodLeft: 0 },
  bars: [
    barOf('S2', 'beside a flood', 'without the flood'),
    barOf('S2-hang', 'beside one that hangs', 'without the one that hangs'),
  ],
  async round(world, { quick }, round) {
    const seconds = quick ? 2 : 12;
    const both = { contestant: 'bilag-both', handler: 'one-call', warmUp: 0 } as const;
    // Ten of each of the others come with it; they are gone before anything is measured.
    const flood = { ...both, records: quick ? 800 : 2_400, isSkewed: true };
    return await inTurn(round, {
      alone: () => others(world, { ...both, records: 0 }, seconds),
      'beside a flood': () => others(world, flood, seconds),
      'beside one that hangs': () => others(world, { ...flood, hanging: 1 }, seconds),
    });
  },
};

function barOf(id: string, contestant: string, without: string): Bar {
  const figure = 'p95Ms';
  const what = `95th percentile of the others, to the same ${without}`;
  const against = { contestant: 'alone', figure };
  return { id, what, ours: { contestant, figure }, against, direction: 'at-most', bar: 2, good: 1.3 };
}

function others(world: World, order: Order, seconds: number): Promise<Figures> {
  const neighbours = Math.max(1, order.hanging ?? 0);
  return world.serve([order], async ([server], database) => {
    const requests = await approvalRequests(world.taskOf(order, database).keys);
    const sender = createSender(server?.address ?? '', 8);
    if (order.hanging !== undefined) await untilTheyHang(world, order.hanging);
    const figures = await approveSteadily(world, seconds, (message) => sender.send(requests(message)), {
      organizationOf: (id) => neighbours + (id % (world.organizations - neighbours)),
      firstId: 1_000_000,
    });
    await sender.close();
    if (order.hanging !== undefined) await assertHungAllTheWhile(world, order.hanging);
    const [row] = await world.cluster.query(
      database,
      "select count(*) as left from bilag.outbox where organization_id = 'org-000'",
    );
    // A process with a call that hangs takes its time to end, and there is nothing left to be learnt from it.
    if (order.hanging === undefined) await server?.stop();
    const floodLeft = Number(row?.['left'] ?? 0);
    // A flood that was over in the middle would be none.
    if (order.isSkewed === true && floodLeft === 0)
      throw new Error('The flood was over before the others were measured.');
    return { ...figures, floodLeft };
  });
}

const hangsWithinMs = 20_000;

/** From here on it is counted whether a call is open. */
async function untilTheyHang(world: World, wanted: number): Promise<void> {
  for (const deadlineMs = performance.now() + hangsWithinMs; ; await pause(50)) {
    const { open } = await world.unansweredAtErp();
    if (open === wanted) return;
    if (performance.now() > deadlineMs) throw new Error(`Of ${wanted} neighbours ${open} hang.`);
  }
}

async function assertHungAllTheWhile(world: World, wanted: number): Promise<void> {
  const { open, withoutMs } = await world.unansweredAtErp();
  if (open !== wanted || withoutMs > 0) throw new Error(`For ${withoutMs} ms no neighbour was hanging; ${open} are.`);
}
