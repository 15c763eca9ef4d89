import { bilag } from './bilag/bilag.ts';
import { bilagServer } from './bilag/serve.ts';
import type { Contestant } from './contestant.ts';
import { graphile } from './graphile.ts';
import { httpAlone } from './http-alone.ts';
import { listenNotify } from './listen-notify.ts';
import { pgBoss } from './pg-boss.ts';
import { pgTx } from './pg-tx.ts';
import { rawBulk } from './raw-bulk.ts';
import { rawLane } from './raw-lane.ts';
import { rawPg } from './raw-pg.ts';

const tuned = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/** Every contestant by name; each with the settings with which it was fastest. */
export const contestants: Readonly<Record<string, Contestant>> = {
  bilag,
  'bilag-both': bilagServer('both'),
  'bilag-api': bilagServer('api'),
  'bilag-worker': bilagServer('worker'),
  'pg-tx': pgTx,
  'listen-notify': listenNotify,
  'raw-bulk': rawBulk,
  'raw-pg': rawPg,
  'raw-lane': rawLane,
  'http-alone': httpAlone,
  graphile: graphile('graphile', { queues: false, ...tuned }),
  'graphile-queues': graphile('graphile-queues', { queues: true, pollInterval: 10 }),
  'pg-boss': pgBoss('pg-boss', { fifo: false }),
  'pg-boss-fifo': pgBoss('pg-boss-fifo', { fifo: true }),
};

/** Which contestants are prepared as which. */
export const templates: ReadonlyMap<string, string> = new Map(
  Object.entries(contestants).map(([name, { template }]) => [name, template]),
);
