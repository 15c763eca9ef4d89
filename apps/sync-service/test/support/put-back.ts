import pg from 'pg';
import { inTransaction } from '../../src/persistence/sql/in-organization.ts';

/** The contents of a database as they were, for putting them back later. */
export interface Backup {
  /** Puts them back into the very same database, as whoever restores a dump into it does: under whoever is connected. */
  putBack(): Promise<void>;
}

/** With their columns, but for those that follow from others. */
const tables = `
select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.relnamespace = 'bilag'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations' group by c.relname order by c.relname`;
const sequences = ['outbox_sequence', 'sync_log_sequence'];

/** Copies everything that the service has stored into a schema beside its own. */
export async function backUp(ownerUrl: string): Promise<Backup> {
  const copied = await asSuperuser(ownerUrl, async (pool) => {
    const { rows } = await pool.query<{ relname: string; columns: string }>(tables);
    await inTransaction(pool, async (client) => {
      await client.query('set transaction isolation level repeatable read');
      await client.query('create schema backup');
      for (const { relname, columns } of rows)
        await client.query(`create table backup.${relname} as select ${columns} from bilag.${relname}`);
      const marks = sequences.map((it) => `(select last_value from bilag.${it}) as ${it}`);
      await client.query(`create table backup.sequences as select ${marks.join(', ')}`);
    });
    return rows;
  });
  return {
    putBack: () =>
      asSuperuser(ownerUrl, (pool) =>
        inTransaction(pool, async (client) => {
          // Triggers do not fire, as with a dump that is restored.
          await client.query('set local session_replication_role = replica');
          await client.query(`truncate ${copied.map((it) => `bilag.${it.relname}`).join(', ')}`);
          for (const { relname, columns } of copied)
            await client.query(`insert into bilag.${relname} (${columns}) select ${columns} from backup.${relname}`);
          for (const it of sequences) {
            await client.query(`select setval('bilag.${it}', (select ${it} from backup.sequences))`);
          }
        }),
      ),
  };
}

async function asSuperuser<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
