import pg from 'pg';
import { callsInFlight } from '../erp/erp-client.ts';
import { inChunks, type Message, messages } from '../message.ts';
import type { Task } from '../task.ts';
import type { Contestant } from './contestant.ts';
import { gathering } from './pipeline.ts';
import { timeDrain } from './time-drain.ts';
import { createWork, type Work } from './work.ts';

const tables = `
create table lane_outbox (
  id bigint generated always as identity primary key, org_id integer not null, payload jsonb not null,
  status smallint not null default 0, attempts smallint not null default 0, created_at timestamptz not null default now(), done_at timestamptz
);
create index lane_outbox_pending on lane_outbox (org_id, id) where status = 0;
create table lane (
  org_id integer primary key, owner text, token bigint not null default 0, lease_until timestamptz not null default '-infinity'
) with (fillfactor = 50);`;

const lease = `
update lane set owner = $1, token = token + 1, lease_until = now() + interval '30 s'
where org_id in (select org_id from lane where lease_until < now() order by org_id limit $2 for update skip locked) returning org_id`;
const fetch = `
select x.id, x.org_id, x.payload from unnest($1::integer[], $2::bigint[]) as l(org, cursor)
cross join lateral (select id, org_id, payload from lane_outbox where org_id = l.org and status = 0 and id > l.cursor order by id limit $3) x`;
const complete = 'update lane_outbox set status = 2, done_at = now() where id = any($1::bigint[])';

interface Row {
  readonly id: string;
  readonly org_id: number;
  readonly payload: Message;
}

/** The lane design without any feature: organizations leased once, read without a lock, completed in batches; strict order in each. */
export const rawLane: Contestant = {
  template: 'raw-lane',
  async prepare(task) {
    const client = new pg.Client({ connectionString: task.databaseUrl });
    await client.connect();
    await client.query(tables);
    await client.query('insert into lane (org_id) select generate_series(0, $1::integer - 1)', [task.organizations]);
    for (const chunk of inChunks(messages(task), 2_000)) {
      const text = `insert into lane_outbox (org_id, payload) select (e->>'org')::integer, e from jsonb_array_elements($1::jsonb) e`;
      await client.query(text, [JSON.stringify(chunk)]);
    }
    await client.end();
  },
  async run(task) {
    const pool = new pg.Pool({ connectionString: task.databaseUrl, max: 6 });
    const work = createWork(task);
    return await timeDrain({
      task,
      work,
      begin: async () => {
        const loops = task.handler === 'nothing' ? 2 : 1;
        for (let at = 0; at < loops; at += 1)
          void drainLanes(`w${at}`, Math.ceil(task.organizations / loops), pool, task, work);
        return () => Promise.resolve();
      },
      left: async () => Number((await pool.query('select count(*) as n from lane_outbox where status < 2')).rows[0]?.n),
    });
  },
};

async function drainLanes(owner: string, count: number, pool: pg.Pool, task: Task, work: Work): Promise<void> {
  const leased = await pool.query<{ org_id: number }>(lease, [owner, count]);
  const orgs = leased.rows.map((it) => it.org_id);
  const cursors = new Map(orgs.map((org) => [org, '0']));
  const read = async (wanted: readonly number[], limit: number): Promise<readonly Row[]> => {
    const values = [wanted, wanted.map((org) => cursors.get(org)), limit];
    const { rows } = await pool.query<Row>({ name: 'fetch', text: fetch, values });
    for (const row of rows) cursors.set(row.org_id, row.id);
    return rows;
  };
  const done = (ids: readonly string[]) => pool.query({ name: 'complete', text: complete, values: [ids] });
  if (task.handler !== 'nothing') return await oneInFlightEach(orgs, (wanted) => read(wanted, 16), done, work);
  for (let rows = await read(orgs, 4); rows.length > 0; rows = await read(orgs, 4)) {
    for (const row of rows) await work.handle(row.payload);
    await done(rows.map(({ id }) => id));
  }
}

/** Round robin over the organizations, one message of each in flight, 32 in all; those that run dry are read ahead. */
async function oneInFlightEach(
  orgs: readonly number[],
  read: (wanted: readonly number[]) => Promise<readonly Row[]>,
  done: (ids: readonly string[]) => Promise<unknown>,
  work: Work,
): Promise<void> {
  const queues = new Map(orgs.map((org): [number, Row[]] => [org, []]));
  const order = [...orgs];
  const idle = new Set(orgs);
  const over = new Set<number>();
  const tellDone = gathering(done);
  const state = { inFlight: 0, isReading: false };
  const isDry = (org: number) => !over.has(org) && (queues.get(org)?.length ?? 0) < 8;
  const refill = async (): Promise<void> => {
    if (state.isReading) return;
    state.isReading = true;
    const dry = orgs.filter(isDry);
    const rows = dry.length === 0 ? [] : await read(dry);
    for (const row of rows) queues.get(row.org_id)?.push(row);
    const found = new Set(rows.map((row) => row.org_id));
    for (const org of dry) if (!found.has(org)) over.add(org);
    state.isReading = false;
    pump();
  };
  const send = async (org: number, row: Row): Promise<void> => {
    idle.delete(org);
    state.inFlight += 1;
    await work.handle(row.payload);
    state.inFlight -= 1;
    idle.add(org);
    tellDone(row.id);
    if (isDry(org)) void refill();
    pump();
  };
  const pump = (): void => {
    for (let left = order.length; left > 0 && state.inFlight < callsInFlight; left -= 1) {
      const org = order.shift() ?? 0;
      order.push(org);
      const row = idle.has(org) ? queues.get(org)?.shift() : undefined;
      if (row !== undefined) void send(org, row);
    }
  };
  await refill();
}
