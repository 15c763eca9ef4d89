import { createAdministrator } from '../contestants/bilag/administrator.ts';
import { bulkSize } from '../contestants/raw-bulk.ts';
import { startMeter } from '../cpu-meter.ts';
import { inChunks, messages, organizationName } from '../message.ts';
import type { Figures } from '../task.ts';
import type { World } from '../world/world.ts';
import { inTurn, type Measure } from './measure.ts';

/** P10: many approvals in one request. */
export const bulk: Measure = {
  title: 'Bulk approvals, 1,000 a request',
  how: 'One request after the other, each for one organization, against one bare INSERT of 1,000 rows after the other.',
  shown: { perSec: 0, cpuPer1k: 3, cpuNodePer1k: 3, cpuPostgresPer1k: 3 },
  bars: [
    {
      id: 'P10',
      what: 'bulk approvals per second, to rows of a bare bulk INSERT',
      ours: { contestant: 'bilag', figure: 'perSec' },
      against: { contestant: 'raw-bulk', figure: 'perSec' },
      direction: 'at-least',
      bar: 0.5,
      good: 0.8,
    },
  ],
  async round(world, { quick }, round) {
    const requests = quick ? 3 : 31;
    return await inTurn(round, {
      'raw-bulk': () => world.run({ contestant: 'raw-bulk', records: requests * bulkSize, warmUp: 0 }),
      bilag: () => sendBulk(world, requests),
    });
  },
};

function sendBulk(world: World, requests: number): Promise<Figures> {
  return world.serve([{ contestant: 'bilag-api', records: 0, warmUp: 0 }], async ([server], database) => {
    const task = world.taskOf({ contestant: 'bilag-api', records: requests * bulkSize, warmUp: 0 }, database);
    const admin = await createAdministrator(server?.address ?? '', task.keys);
    const [first, ...rest] = [...inChunks(messages(task), bulkSize)].map((it) => it.map(({ approval }) => approval));
    const send = (approvals: unknown, at: number) =>
      admin('POST', `/v1/organizations/${organizationName(at % task.organizations)}/approvals/bulk`, { approvals });
    await send(first, 0);
    const measure = startMeter(world.cluster.pid, server?.pid);
    for (const [at, approvals] of rest.entries()) await send(approvals, at + 1);
    const figures = measure(rest.length * bulkSize);
    await server?.stop();
    return figures;
  });
}
