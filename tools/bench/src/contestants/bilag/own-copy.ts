import pg from 'pg';

const adopt = `
update bilag.instance set database_oid = d.oid::bigint, database_name = d.datname
from pg_database d where d.datname = current_database()`;

/**
 * Tells a copied database that it is the original. A copy sends nothing before an administrator has released it, and everything that it owes is looked up
 * then; here copies are made on purpose, and the original sends nothing.
 */
export async function ownCopy(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(adopt);
  await client.end();
}
