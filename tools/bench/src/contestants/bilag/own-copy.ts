import pg from 'pg';

const adopt = `
update bilag.instance set database_oid = d.oid::bigint, database_name = d.datname
from pg_database d where d.datname = current_database()`;

/** How far the sync log was sealed and read, by the transactions of this server: it is the same one. */
const goOn = ['sync_log_frontier', 'webhook_frontier'].map(
  (table) => `
update bilag.${table} set database = coalesce(i.system_identifier, '') || ' ' || i.database_oid
from bilag.database_identity() i where database is not null`,
);

/**
 * Tells a copied database that it is the original. A copy sends nothing before an administrator has released it, and everything that it owes is looked up
 * then; here copies are made on purpose, and the original sends nothing.
 */
export async function ownCopy(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  for (const it of [adopt, ...goOn]) await client.query(it);
  await client.end();
}
