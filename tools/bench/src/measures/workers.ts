import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../task.ts';
import type { World } from '../world/world.ts';
import { inTurn, type Measure, type Source } from './measure.ts';

const named = (count: number) => (count === 1 ? '1 worker' : `${count} workers`);
const perSecOf = (count: number): Source => ({ contestant: named(count), figure: 'perSec' });

/** S1: more processes on one PostgreSQL. */
export const workers: Measure = {
  title: 'Workers: 1, 2 and 4 processes that send, on one PostgreSQL',
  how: `The drain of P2, from the first process that is ready until nothing is left. Each process may have 32 calls of 20 ms in flight and serves 32 organizations at
most. It counts only if every voucher was sent once. On a machine with fewer cores than processes more of them are for when one is killed, not for speed.`,
  shown: { perSec: 0, sent: 0 },
  bars: [2, 4].map((count) => ({
    id: `S1-${count}`,
    what: `vouchers per second of ${count} workers, to one`,
    ours: perSecOf(count),
    against: perSecOf(1),
    direction: 'at-least',
    bar: 0.9,
    good: 1.5,
  })),
  round: (world, { records }, round) =>
    inTurn(round, Object.fromEntries([1, 2, 4].map((count) => [named(count), () => drain(world, count, records)]))),
};

/** Fewer than there are organizations, so that a second worker finds some to serve. */
const settings = { BILAG_CONCURRENCY: '32' };

function drain(world: World, count: number, records: number): Promise<Figures> {
  const order = { contestant: 'bilag-worker', handler: 'one-call', records, warmUp: 0, settings } as const;
  return world.serve(
    Array.from({ length: count }, () => order),
    async (servers, database) => {
      const begunMs = performance.now();
      const of = async (text: string) => Number((await world.cluster.query(database, text))[0]?.['n'] ?? 0);
      const before = await of('select count(*) as n from bilag.outbox');
      while ((await of('select count(*) as n from bilag.outbox')) > 0) await pause(20);
      const seconds = (performance.now() - begunMs) / 1_000;
      let sent = 0;
      for (const server of servers) sent += (await server.stop())['handled'] ?? 0;
      const finished = await of(
        "select count(*) as n from bilag.finished_entries where state = 'synced' and attempts = 1",
      );
      if (sent !== records || finished !== records)
        throw new Error(`Of ${records} vouchers ${sent} were sent and ${finished} are booked.`);
      return { perSec: before / seconds, sent };
    },
  );
}
