import { startEmbeddedPostgres } from '@bilag/embedded-postgres';
import pg from 'pg';
import { inTurn } from './in-turn.ts';
import { until } from './until.ts';

/** A PostgreSQL of the proof's own, that keeps what it has acknowledged. */
export interface ChaosDatabase extends AsyncDisposable {
  readonly port: number;
  /** Where its data really are. */
  readonly dataDirectory: string;
  /** The address for the superuser, through a proxy where a port is given. */
  url(port?: number): string;
  /** Asks it directly, as the owner; while it is away the question waits. */
  query<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** Ends it without a checkpoint or a farewell, as a loss of power would, and starts it again in the same place. */
  restartImmediately(): Promise<void>;
}

/** Starts it in an empty folder. Of its settings none trades durability for speed. */
export async function startDatabase(dataDirectory: string): Promise<ChaosDatabase> {
  let server = await startEmbeddedPostgres({ dataDirectory });
  const { port } = server;
  const restarting = inTurn();
  // Signing in costs more than any question, and whoever waits for something asks often.
  const pool = new pg.Pool({ connectionString: server.url(), max: 3, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => undefined);
  const ask = async <R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    (await pool.query<R>(text, [...values])).rows;
  const query: ChaosDatabase['query'] = async <R extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ) => await until('the database', 60_000, () => ask<R>(text, values).catch(whileAway));
  const isDurable = await ask<{ fsync: string }>('show fsync');
  if (isDurable[0]?.fsync !== 'on') throw new Error('The proof needs a database that keeps what it has acknowledged.');
  return {
    port,
    dataDirectory: server.dataDirectory,
    query,
    url(throughPort = port) {
      const url = new URL(server.url());
      url.port = String(throughPort);
      return url.href;
    },
    restartImmediately: () =>
      restarting(async () => {
        const { pid } = server;
        process.kill(pid, 'SIGQUIT');
        await until('the end of PostgreSQL', 20_000, () => !isAlive(pid));
        await server.stop();
        server = await startEmbeddedPostgres({ dataDirectory: server.dataDirectory, port });
        if (server.adopted) throw new Error('PostgreSQL did not end.');
      }),
    async [Symbol.asyncDispose]() {
      await pool.end();
      await server.stop();
    },
  };
}

/** A mistake in a question of the proof itself is none of the faults. */
function whileAway(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(22|23|42)/.test(code)) throw error;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
