import { drains, inTurn, type Measure } from './measure.ts';

/** P5: small organizations behind a big one. */
export const fairness: Measure = {
  title: 'Fairness: 490 entries of 49 organizations behind 3,910 of one',
  how: 'The time until the last of the 490 is handed over, counted from the first call of all, to the time that 490 calls take on 32 connections.',
  shown: { smallOnesMs: 0, totalMs: 0 },
  bars: [
    {
      id: 'P5',
      what: 'time to the last entry of the small organizations, to the ideal',
      ours: { contestant: 'bilag', figure: 'smallOnesMs' },
      against: { contestant: 'ideal', figure: 'totalMs' },
      direction: 'at-most',
      bar: 2,
      good: 1.4,
    },
  ],
  async round(world, { quick }, round) {
    const skewed = { handler: 'one-call', records: quick ? 400 : 4_400, warmUp: 0, isSkewed: true } as const;
    return await inTurn(
      round,
      drains(world, {
        ideal: { contestant: 'http-alone', handler: 'one-call', records: 490, warmUp: 0 },
        bilag: { contestant: 'bilag', ...skewed },
        graphile: { contestant: 'graphile', ...skewed },
        'raw-lane': { contestant: 'raw-lane', ...skewed },
      }),
    );
  },
};
