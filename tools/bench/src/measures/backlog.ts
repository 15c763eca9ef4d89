import { drains, inTurn, type Measure } from './measure.ts';

/** P7: what a claim costs when a lot is owed and a lot is done. */
export const backlog: Measure = {
  title: 'Claim cost as the backlog grows',
  how: 'Time of the statements that lease lanes and read what is due, as the worker waits for them, per 1,000 entries read: at 10,000 pending, and at 5 million pending and 1 million finished (less with --scale). Ten organizations. The records are copies of what the engine has made of a few, written to the tables directly; some of them are then read over the API and held against their models.',
  shown: { claimMsPer1k: 1, perSec: 0 },
  bars: [
    {
      id: 'P7',
      what: 'claim cost at a large backlog, to that at 10,000',
      ours: { contestant: 'bilag, large backlog', figure: 'claimMsPer1k' },
      against: { contestant: 'bilag, 10,000 pending', figure: 'claimMsPer1k' },
      direction: 'at-most',
      bar: 1.5,
      good: 1.2,
    },
  ],
  async round(world, { quick, scale }, round) {
    const order = { contestant: 'bilag', handler: 'nothing', organizations: 10, records: 10, warmUp: 0 } as const;
    const copies = { story: 'booked', finished: 0, failed: 0, isSkewed: false, isSealed: true } as const;
    const small = { ...copies, pending: quick ? 2_000 : 10_000 };
    const large = { ...copies, pending: Math.round(5_000_000 * scale), finished: Math.round(1_000_000 * scale) };
    const stopAfter = quick ? 1_000 : 8_000;
    return await inTurn(
      round,
      drains(world, {
        'bilag, 10,000 pending': { ...order, stopAfter, backlog: small },
        'bilag, large backlog': { ...order, stopAfter, backlog: large },
      }),
    );
  },
};
