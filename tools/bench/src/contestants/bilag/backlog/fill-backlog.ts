import pg from 'pg';
import type { Backlog, Task } from '../../../task.ts';
import type { Administrator } from '../administrator.ts';
import { checkCopies, type Sample } from './check-copies.ts';
import { advanceLanes, beginCopying, columnsOfTables, keepModel, lastCopy, nameCopies, writeCopies } from './copies.ts';
import { makeModels } from './models.ts';
import { sealEverything } from './seal-everything.ts';
import type { Story } from './stories.ts';

/** How many records one transaction copies. */
const step = 20_000;

/** How long ago the first record came in that is dealt with, and the first that is not. */
const ages: Readonly<Record<Story, string>> = {
  booked: '180 days',
  retried: '180 days',
  refused: '180 days',
  new: '1 hour',
};

interface Batch {
  readonly story: Story;
  readonly first: number;
  readonly last: number;
  readonly outOf: number;
}

/**
 * Fills the tables as years of work would: a few records come over the API and are dealt with by the engine, and the rest are copies of them,
 * as millions through the API would take hours. What failed lies among what is finished, and what is new comes last. @throws when a copy does not read over the API as its model does.
 */
export async function fillBacklog(task: Task, backlog: Backlog, admin: Administrator): Promise<void> {
  const batches = batchesOf(backlog);
  const stories = [...new Set(batches.map(({ story }) => story))];
  const models = await makeModels(task, admin, stories);
  const samples: Sample[] = [];
  const client = new pg.Client({ connectionString: task.databaseUrl });
  await client.connect();
  try {
    await client.query(beginCopying);
    const { rows: columns } = await client.query(columnsOfTables);
    for (const [story, recordId] of models) {
      for (const it of keepModel(story)) await client.query(it, [recordId]);
    }
    for (const { story, first, last, outOf } of batches) {
      await client.query('begin');
      await client.query('truncate copies');
      await client.query(nameCopies(story), [first, last, outOf, task.organizations, backlog.isSkewed, ages[story]]);
      for (const it of writeCopies(story, columns)) await client.query(it);
      if (story !== 'new') await client.query(advanceLanes);
      await client.query('commit');
      const { rows } = await client.query<Omit<Sample, 'story'>>(lastCopy);
      samples.push(...rows.map((it) => ({ story, ...it })));
    }
  } finally {
    await client.end();
  }
  await checkCopies(admin, samples);
  if (backlog.isSealed) await sealEverything(task);
}

function batchesOf({ finished, pending, failed, story }: Backlog): readonly Batch[] {
  const cut = (of: Story, outOf: number, pieces: number) =>
    Array.from({ length: pieces }, (_, at): Batch => {
      const until = (part: number) => Math.floor((outOf * part) / pieces);
      return { story: of, first: until(at) + 1, last: until(at + 1), outOf };
    });
  const pieces = Math.max(10, Math.ceil(finished / step));
  const [done, refused] = [cut(story, finished, pieces), cut('refused', failed, pieces)];
  const fresh = cut('new', pending, Math.ceil(pending / step));
  return [...done.flatMap((it, at) => [it, ...refused.slice(at, at + 1)]), ...fresh].filter(
    (it) => it.last >= it.first,
  );
}
