import pg from 'pg';
import { messageOf } from '../../message.ts';
import type { Task } from '../../task.ts';

/** How many rows one statement makes. */
const step = 100_000;

/** $1 first and $2 last number, $3 organizations, $4 an approval. Records as the API would have stored them. */
const made = `
with made as (
  insert into bilag.expense_records (organization_id, record_id, sequence, kind, source_id, revision, reference, content)
  select 'org-' || lpad((g % $3)::text, 3, '0'), gen_random_uuid(), nextval('bilag.outbox_sequence'), 'reimbursement', 'FILL-' || g, 1,
    'R-' || lpad(upper(to_hex(g)), 18, '0'), $4::jsonb || jsonb_build_object('sourceId', 'FILL-' || g)
  from generate_series($1::bigint, $2::bigint) g
  returning organization_id, sequence, record_id, reference
)`;
const pending = `${made}
insert into bilag.outbox (organization_id, sequence, record_id, reference, state)
select organization_id, sequence, record_id, reference, 'pending' from made`;
const finished = `${made}
insert into bilag.finished_entries (organization_id, sequence, record_id, reference, state, attempts, erp_reference)
select organization_id, sequence, record_id, reference, 'synced', 1, reference from made`;

/** Puts records into the tables directly, as the owner: a backlog of millions through the API would take an hour. Finished ones first. */
export async function fillBacklog(
  { databaseUrl, organizations }: Task,
  backlog: NonNullable<Task['backlog']>,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { approval } = messageOf(0, 0);
  let last = 0;
  const add = async (statement: string, count: number) => {
    for (const goal = last + count; last < goal; ) {
      const to = Math.min(goal, last + step);
      await client.query(statement, [last + 1, to, organizations, JSON.stringify(approval)]);
      last = to;
    }
  };
  await add(finished, backlog.finished);
  await add(pending, backlog.pending);
  await client.end();
}
