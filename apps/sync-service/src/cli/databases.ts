import pg from 'pg';
import type { Database } from '../persistence/database.ts';
import { databaseUrl, ownerUrl } from './cli-environment.ts';
import type { CliContext } from './context.ts';

/** Works on the database as the service does, with its rights. */
export async function asService<T>({ environment }: CliContext, work: (database: Database) => Promise<T>): Promise<T> {
  const url = databaseUrl(environment);
  // Loaded only by who needs it: most commands answer sooner without.
  const { openDatabase } = await import('../persistence/database.ts');
  const database = await openDatabase({ url, role: 'bilag_app', poolSize: 2 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Reads the database as whoever the address names, in the platform’s scope; nothing can be written. */
export async function asReader<T>({ environment }: CliContext, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const options = '-c default_transaction_read_only=on -c bilag.scope=platform';
  return await connected({ connectionString: databaseUrl(environment), options }, work);
}

/** Works on the database as its owner, in the platform’s scope. */
export async function asOwner<T>({ environment }: CliContext, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return await connected({ connectionString: ownerUrl(environment), options: '-c bilag.scope=platform' }, work);
}

async function connected<T>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...config, application_name: 'bilag-cli', connectionTimeoutMillis: 10_000 });
  // One that breaks while nothing is asked is told by the next question.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
