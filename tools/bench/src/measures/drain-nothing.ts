import { drains, inTurn, type Measure, warmUpOf } from './measure.ts';

/** P1: the drain whose handler does nothing, so that only the queue is measured. */
export const drainNothing: Measure = {
  title: 'Drain, the handler does nothing',
  how: 'Five times as many entries as in P2, in batches of up to 100, as raw-pg claims them. Ours with strict order per organization and everything on.',
  shown: { perSec: 0, cpuPer1k: 3, cpuNodePer1k: 3, cpuPostgresPer1k: 3 },
  bars: [
    {
      id: 'P1',
      what: 'drain, the handler does nothing, entries per second to raw-pg',
      ours: { contestant: 'bilag', figure: 'perSec' },
      against: { contestant: 'raw-pg', figure: 'perSec' },
      direction: 'at-least',
      bar: 1,
      good: 1.3,
    },
  ],
  async round(world, { records, quick }, round) {
    const size = { handler: 'nothing', records: records * 5, warmUp: warmUpOf(records * 5) } as const;
    const few = Math.min(size.records, 20_000);
    return await inTurn(
      round,
      drains(world, {
        'raw-pg': { contestant: 'raw-pg', ...size },
        bilag: { contestant: 'bilag', ...size },
        'raw-lane': { contestant: 'raw-lane', ...size },
        graphile: { contestant: 'graphile', ...size },
        ...(quick ? {} : { 'pg-boss-fifo': { contestant: 'pg-boss-fifo', ...size, records: few } }),
      }),
    );
  },
};
