import { drains, inTurn, type Measure, warmUpOf } from './measure.ts';

/** P2 and P4: the drain against an ERP that answers each voucher by itself. */
export const drainOneCall: Measure = {
  title: 'Drain, one ERP call of 20 ms per voucher',
  how: `50 organizations, at most 32 calls in flight for everybody. Ours is the service as an operator gets it: intents, fences, look-ups, audit log. «bilag,
50 lanes» serves all organizations at once over the same 32 connections (BILAG_CONCURRENCY=50, 16 connections in the pool). Ordered are bilag, raw-lane, graphile-queues and
pg-boss-fifo; the others keep no order.`,
  shown: { perSec: 0, cpuPer1k: 3, cpuNodePer1k: 3, cpuPostgresPer1k: 3 },
  bars: [
    {
      id: 'P2',
      what: 'drain against 20 ms a voucher, vouchers per second to raw-pg',
      ours: { contestant: 'bilag, 50 lanes', figure: 'perSec' },
      against: { contestant: 'raw-pg', figure: 'perSec' },
      direction: 'at-least',
      bar: 0.95,
      good: 0.99,
    },
    {
      id: 'P2-default',
      what: 'the same with the service’s default of 32 lanes',
      ours: { contestant: 'bilag', figure: 'perSec' },
      against: { contestant: 'raw-pg', figure: 'perSec' },
      direction: 'at-least',
      bar: 0.95,
      good: 0.99,
    },
    {
      id: 'P4',
      what: 'processor time per 1,000 vouchers in P2, to raw-lane',
      ours: { contestant: 'bilag, 50 lanes', figure: 'cpuPer1k' },
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
    const lanes = { BILAG_CONCURRENCY: '50', BILAG_DATABASE_POOL_SIZE: '16' };
    return await inTurn(
      round,
      drains(world, {
        'http-alone': { contestant: 'http-alone', ...size },
        'raw-pg': { contestant: 'raw-pg', ...size },
        bilag: { contestant: 'bilag', ...size },
        'bilag, 50 lanes': { contestant: 'bilag', ...size, settings: lanes },
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
