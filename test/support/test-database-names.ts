import pg from 'pg';

/** The common beginning of the names of all databases that one test run makes. */
export function databasePrefix(run: string): string {
  return `bilag_test_${run}_`;
}

/** Leaves a server that is not ours as we found it, even when a test did not drop what it made. */
export async function dropDatabasesOfRun(url: string, run: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const ours = 'select datname from pg_database where starts_with(datname, $1)';
    const { rows } = await client.query<{ datname: string }>(ours, [databasePrefix(run)]);
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  } finally {
    await client.end();
  }
}
