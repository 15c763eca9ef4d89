import { consolePages } from '../load/console-pages.ts';
import { quantile } from '../statistics.ts';
import type { Figures } from '../task.ts';
import type { World } from '../world/world.ts';
import { type Bar, inTurn, type Measure } from './measure.ts';

/** The pages of the console, as their bars and their figures are called. */
const pages = {
  status: ['-status', 'status of the largest organization'],
  overview: ['-overview', 'overview, 200 organizations of 1,000'],
  overviewOfAll: ['-overview-all', 'overview of all 1,000, in five requests'],
  audit: ['-audit', 'audit log of the largest organization, newest entries'],
  auditDeep: ['-audit-deep', 'the same, in the middle'],
  auditFailed: ['-audit-failed', 'the same, what failed'],
  auditDates: ['-audit-dates', 'the same, one week three months ago'],
  auditOfAll: ['-audit-all', 'audit log of all organizations'],
  auditHeld: ['-audit-held', 'the same, what is held; there is none'],
  auditMappings: ['-audit-mappings', 'the same, whose field mapping was saved; one entry of each'],
  auditKind: ['-audit-kind', 'the same, about honoraria; there are none'],
  failed: ['-failed', 'failed records of the largest organization'],
} as const;

const [large, small] = ['bilag, many records', 'bilag, few records'] as const;

/** A page by itself, and against itself with few records. */
function barsOf([page, [id, what]]: readonly [string, readonly [string, string]]): readonly Bar[] {
  const figure = `${page}P95Ms`;
  const ours = { contestant: large, figure };
  const slowest = { id: `P12${id}`, what: `${what}, 95th percentile in ms`, bar: 50, good: 20 };
  const growth = { id: `P12${id}-growth`, what: 'the same, to that with 10,000 records', bar: 1.5, good: 1.5 };
  return [
    { ...slowest, ours, direction: 'at-most' },
    { ...growth, ours, against: { contestant: small, figure }, direction: 'at-most' },
  ];
}

/** P12: what administrators wait for when years of records are there. */
export const consoleReads: Measure = {
  title: 'Console pages with 1 million records and 5 million log entries',
  how: 'Requests of the REST API, one after the other over connections that are kept; 95th percentiles in ms. 1,000 organizations, of which the largest has half of all records and 1,000 of 2,000 that failed; few records are 10,000 with 50,000 entries. Less of both with --scale. The records are copies of what the engine has made of a few, written to the tables directly; some of them are then read over the API and held against their models.',
  shown: Object.fromEntries(Object.keys(pages).map((page) => [`${page}P95Ms`, 1])),
  bars: Object.entries(pages).flatMap(barsOf),
  async round(world, { quick, scale }, round) {
    const organizations = quick ? world.organizations : 1_000;
    const failed = quick ? 40 : 2_000;
    const times = quick ? 5 : 200;
    const finished = Math.round(1_000_000 * scale);
    const size = (records: number): Size => ({ organizations, failed, finished: records, times });
    return await inTurn(round, {
      [small]: () => open(world, size(Math.min(10_000, Math.ceil(finished / 10)))),
      [large]: () => open(world, size(finished)),
    });
  },
};

interface Size {
  readonly organizations: number;
  readonly finished: number;
  readonly failed: number;
  /** How often each page is opened. */
  readonly times: number;
}

/** Opens before the timed ones; from the sixth on PostgreSQL may plan a statement for all values. */
const warmUp = 10;

function open(world: World, { organizations, finished, failed, times }: Size): Promise<Figures> {
  const backlog = { story: 'retried', finished, failed, pending: 0, isSkewed: true, isSealed: false } as const;
  const order = { contestant: 'bilag-api', organizations, records: 0, warmUp: 0, backlog } as const;
  return world.serve([order], async ([server], database) => {
    const { keys } = world.taskOf(order, database);
    const all = await consolePages(server?.address ?? '', keys, { organizations, failed: failed / 2 + 1 });
    const latencies = new Map(all.map(({ name }): [string, number[]] => [name, []]));
    for (let time = 0; time < warmUp + times; time += 1) {
      for (const page of all) {
        const begunMs = performance.now();
        await page.open();
        if (time >= warmUp) latencies.get(page.name)?.push(performance.now() - begunMs);
      }
    }
    await server?.stop();
    const figures = [...latencies].map(([name, ms]) => [
      [`${name}P50Ms`, quantile(ms, 0.5)],
      [`${name}P95Ms`, quantile(ms, 0.95)],
    ]);
    return Object.fromEntries(figures.flat());
  });
}
