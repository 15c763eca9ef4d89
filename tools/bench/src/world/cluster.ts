import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@bilag/embedded-postgres';
import pg from 'pg';

/** A PostgreSQL of the benchmark's own that keeps what it has acknowledged. */
export interface Cluster extends AsyncDisposable {
  readonly version: string;
  readonly pid: number;
  url(database: string): string;
  /** Asks as the owner, on a connection of its own. */
  query<R extends pg.QueryResultRow>(database: string, text: string, values?: readonly unknown[]): Promise<R[]>;
}

/** None of these trades durability for speed. A checkpoint in the middle of one contestant's run would be a matter of luck. */
const settings = {
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
} as const;

/** Starts it in an empty folder. @throws when it is not durable. */
export async function startCluster(): Promise<Cluster> {
  await using started = new AsyncDisposableStack();
  const directory = mkdtempSync(path.join(os.tmpdir(), 'bilag-bench-'));
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  started.defer(remove);
  process.once('exit', remove);
  chmodSync(directory, 0o755); // The account that runs PostgreSQL is not always ours.
  const dataDirectory = path.join(directory, 'postgres');
  const first = await startEmbeddedPostgres({ dataDirectory });
  for (const [name, value] of Object.entries(settings)) await ask(first.url(), `alter system set ${name} = '${value}'`);
  await first.stop();
  const server = started.adopt(await startEmbeddedPostgres({ dataDirectory: first.dataDirectory }), (it) => it.stop());
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const [row] = await ask<Record<string, string>>(server.url(), `show ${name}`);
    if (row?.[name] !== 'on') throw new Error(`The benchmark needs a durable database: ${name} is off.`);
  }
  const [version] = await ask<{ server_version: string }>(server.url(), 'show server_version');
  const owned = started.move();
  return {
    version: version?.server_version ?? '',
    pid: server.pid,
    url: (database) => server.url(database),
    query: (database, text, values = []) => ask(server.url(database), text, values),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function ask<R extends pg.QueryResultRow>(url: string, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
