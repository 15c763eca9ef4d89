import { drains, inTurn, type Measure, warmUpOf } from './measure.ts';

/** P2 and P4: the drain against an ERP that answers each voucher by itself. */
export const drainOneCall: Measure = {
  title: 'Drain, one ERP call of 20 ms per voucher',
  how: `50 organizations, at most 32 calls in flight for everybody. Ours is the service as an operator gets it: intents, fences, look-ups, audit log.
«bilag, crowded» serves no more than 32 organizations at once (BILAG_CONCURRENCY=32), the others waiting for their turn. Ordered are bilag, raw-lane, graphile-queues and pg-boss-fifo; the
others keep no order.`,
  shown: { perSec: 0, cpuPer1k: 3, cpuNodePer1k: 3, cpuPostgresPer1k: 3 },
  bars: [
    {
      id: 'P2',
      what: 'drain against 20 ms a voucher, vouchers per second to raw-pg',
      ours: { contestant: 'bilag', figure: 'perSec' },
      against: { contestant: 'raw-pg', figure: 'perSec' },
      direction: 'at-least',
      bar: 0.95,
      good: 0.99,
    },
    {
      id: 'P2-crowded',
      what: 'the same while 18 of the organizations wait for a turn',
      ours: { contestant: 'bilag, crowded', figure: 'perSec' },
      against: { contestant: 'raw-pg', figure: 'perSec' },
      direction: 'at-least',
      bar: 0.95,
      good: 0.99,
    },
    {
      id: 'P4',
      what: 'processor time per 1,000 vouchers in P2, to raw-lane',
      ours: { contestant: 'bilag', figure: 'cpuPer1k' },
      against: { contestant: 'raw-lane', figure: 'cpuPer1k' },
      direction: 'at-most',
      bar: 1.25,
      good: 1.1,
    },
  ],
  async round(world, { records, quick }, round) {
    const size = { handler: 'one-call', records, warmUp: warmUpOf(records) } as const;
    const few = Math.min(records, 5_000);
    const slow = { handler: 'one-call', records: few, warmUp: warmUpOf(few) } as const;
    const lanes = { BILAG_CONCURRENCY: '32' };
    return await inTurn(
      round,
      drains(world, {
        'http-alone': { contestant: 'http-alone', ...size },
        'raw-pg': { contestant: 'raw-pg', ...size },
        bilag: { contestant: 'bilag', ...size },
        'bilag, crowded': { contestant: 'bilag', ...size, settings: lanes },
        'raw-lane': { contestant: 'raw-lane', ...size },
        graphile: { contestant: 'graphile', ...size },
        'graphile-queues': { contestant: 'graphile-queues', ...slow },
        ...(quick
          ? {}
          : {
              'pg-boss': { contestant: 'pg-boss', ...size },
              'pg-boss-fifo': { contestant: 'pg-boss-fifo', ...slow },
            }),
      }),
    );
  },
};
