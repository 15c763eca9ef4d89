import pg from 'pg';
import type { World } from '../world/world.ts';
import { inTurn, type Measure, warmUpOf } from './measure.ts';

/** P8: a backup or a forgotten session keeps dead rows from being cleared away. */
export const heldSnapshot: Measure = {
  title: 'Drain while another session holds a snapshot',
  how: 'The drain of P1 with and without a REPEATABLE READ transaction that was opened before it. A read is what takes the next entries of a lane; its time per entry in the last fifth of the run, to the first, says whether dead rows slow it down.',
  shown: { perSec: 0, readMsPerEntryFirst: 3, readMsPerEntryLast: 3, readGrowth: 2 },
  bars: [
    {
      id: 'P8',
      what: 'drain with a snapshot held, to without',
      ours: { contestant: 'bilag, snapshot held', figure: 'perSec' },
      against: { contestant: 'bilag', figure: 'perSec' },
      direction: 'at-least',
      bar: 0.6,
      good: 0.9,
    },
  ],
  async round(world, { records }, round) {
    const size = { handler: 'nothing', records: records * 5, warmUp: warmUpOf(records * 5) } as const;
    const growing = async (contestant: string, isHeld: boolean) => {
      const figures = await world.run({ contestant, ...size }, isHeld ? (it) => holdSnapshot(world, it) : undefined);
      const { readMsPerEntryFirst: first = Number.NaN, readMsPerEntryLast: last = Number.NaN } = figures;
      return Number.isNaN(first) ? figures : { ...figures, readGrowth: last / first };
    };
    return await inTurn(round, {
      bilag: () => growing('bilag', false),
      'bilag, snapshot held': () => growing('bilag', true),
      'raw-pg': () => growing('raw-pg', false),
      'raw-pg, snapshot held': () => growing('raw-pg', true),
    });
  },
};

async function holdSnapshot({ cluster }: World, database: string): Promise<AsyncDisposable> {
  const client = new pg.Client({ connectionString: cluster.url(database) });
  await client.connect();
  await client.query('begin isolation level repeatable read');
  await client.query('select count(*) from pg_class');
  return { [Symbol.asyncDispose]: () => client.end() };
}
