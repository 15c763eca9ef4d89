import { drains, inTurn, type Measure, warmUpOf } from './measure.ts';

/** P3: the drain against an ERP that takes many vouchers in a call. */
export const drainBatches: Measure = {
  title: 'Drain with a connector that batches, 20 ms a call',
  how: 'Calls of up to 100 vouchers, against what 32 connections give with one voucher in a call and no database at all. Five times as many records as in P2.',
  shown: { perSec: 0, cpuPer1k: 3, cpuNodePer1k: 3, cpuPostgresPer1k: 3 },
  bars: [
    {
      id: 'P3',
      what: 'vouchers per second with batches, to HTTP alone',
      ours: { contestant: 'bilag', figure: 'perSec' },
      against: { contestant: 'http-alone', figure: 'perSec' },
      direction: 'at-least',
      bar: 10,
      good: 25,
    },
  ],
  async round(world, { records }, round) {
    const many = records * 5;
    return await inTurn(
      round,
      drains(world, {
        'http-alone': { contestant: 'http-alone', handler: 'one-call', records, warmUp: warmUpOf(records) },
        bilag: { contestant: 'bilag', handler: 'batches', records: many, warmUp: warmUpOf(many) },
      }),
    );
  },
};
