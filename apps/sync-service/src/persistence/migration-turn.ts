import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** Any number, the same for all who migrate. */
export const migrationLock = 6_245_392;

const askAgainMs = 250;

/** A host that has vanished gives its turn back within a minute. */
const keepAlive = '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3';

/**
 * Resolves once nobody else migrates this database; disposing of it ends the turn. Whoever waits asks again and again: a statement that waited in the database
 * would hold up an index that is built concurrently, while the builder has the turn, and both would wait for ever.
 */
export async function takeMigrationTurn(ownerUrl: string): Promise<AsyncDisposable> {
  const session = new pg.Client({
    connectionString: ownerUrl,
    application_name: 'bilag-migrate',
    connectionTimeoutMillis: 10_000,
    options: keepAlive,
  });
  // One that breaks while nothing is asked is told by the next question.
  session.on('error', () => undefined);
  await using opened = new AsyncDisposableStack();
  opened.defer(() => session.end());
  await session.connect();
  while (!(await getsLock(session))) await pause(askAgainMs);
  return opened.move();
}

async function getsLock(session: pg.Client): Promise<boolean> {
  const { rows } = await session.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [migrationLock]);
  return rows[0]?.got === true;
}
