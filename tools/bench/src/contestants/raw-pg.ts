import pg from 'pg';
import { inChunks, type Message, messages } from '../message.ts';
import type { Contestant } from './contestant.ts';
import { pipeline } from './pipeline.ts';
import { timeDrain } from './time-drain.ts';
import { createWork } from './work.ts';

/** The smallest outbox that does the job. Status: 0 pending, 1 claimed, 2 done. */
export const rawTables = `
create table outbox (
  id bigint generated always as identity primary key, org_id integer not null, payload jsonb not null,
  status smallint not null default 0, attempts smallint not null default 0, locked_until timestamptz,
  created_at timestamptz not null default now(), done_at timestamptz
);
create index outbox_pending on outbox (id) where status = 0;
create table record (
  id bigint generated always as identity primary key, org_id integer not null, doc jsonb not null, created_at timestamptz not null default now()
);`;

/** Takes the oldest pending rows that nobody else has taken. */
export const claim = `
with c as (select id from outbox where status = 0 order by id limit $1 for update skip locked)
update outbox o set status = 1, attempts = attempts + 1, locked_until = now() + interval '30 s' from c where o.id = c.id
returning o.id, o.org_id, o.payload`;
/** Completes rows in one statement. */
export const complete =
  'update outbox set status = 2, done_at = now(), locked_until = null where id = any($1::bigint[])';

/** How many rows are claimed at once. */
const batch = 100;

/** A claimed row. */
export interface Row {
  readonly id: string;
  readonly payload: Message;
}

/** Two loops that claim 100 rows with skip locked and complete them in one statement; before calls, one claimer for 32 handlers. */
export const rawPg: Contestant = {
  template: 'raw-pg',
  async prepare(task) {
    const client = new pg.Client({ connectionString: task.databaseUrl });
    await client.connect();
    await client.query(rawTables);
    for (const chunk of inChunks(messages(task), 2_000)) {
      const text = `insert into outbox (org_id, payload) select (e->>'org')::integer, e from jsonb_array_elements($1::jsonb) e`;
      await client.query(text, [JSON.stringify(chunk)]);
    }
    await client.end();
  },
  async run(task) {
    const pool = new pg.Pool({ connectionString: task.databaseUrl, max: 6 });
    const work = createWork(task);
    const claimed = async () => (await pool.query<Row>({ name: 'claim', text: claim, values: [batch] })).rows;
    const done = (ids: readonly string[]) => pool.query({ name: 'complete', text: complete, values: [ids] });
    const loop = async () => {
      for (let rows = await claimed(); rows.length > 0; rows = await claimed()) {
        for (const row of rows) await work.handle(row.payload);
        await done(rows.map(({ id }) => id));
      }
    };
    return await timeDrain({
      task,
      work,
      begin: async () => {
        if (task.handler === 'nothing') void Promise.all([loop(), loop()]);
        else void pipeline({ claim: claimed, handle: (row: Row) => work.handle(row.payload), done, batch });
        return () => Promise.resolve();
      },
      left: async () => Number((await pool.query('select count(*) as n from outbox where status < 2')).rows[0]?.n),
    });
  },
};
