import { randomUUID } from 'node:crypto';
import { Socket } from 'node:net';
import pRetry from 'p-retry';
import pg, { type Pool } from 'pg';

/** Tells the other replicas that something is due, so that they need not find out by polling. Lost ones do no harm: polling is the floor. */
export interface WakeUps {
  /** Something was stored here. Costs nothing now: many become one notification a little later. */
  announce(): void;
  /** Hears of what other replicas stored, from now on and through every loss of the connection. */
  listen(onWake: () => void): void;
  close(): Promise<void>;
}

const channel = 'bilag_wake_up';

/** How long announcements are gathered, in milliseconds. A notification inside the business transaction would make commits queue up for each other. */
const gatherMs = 20;

/** Longest wait before the connection is made again, in milliseconds. */
const longestPauseMs = 5_000;

/** How long a server may keep silent while it is connected to, asked or left, in milliseconds: whoever closes waits for that. */
const silenceMs = 5_000;

/** A connection on which a server that falls silent is given up, and one that has vanished is noticed. */
const impatient = {
  application_name: 'bilag wake-ups',
  connectionTimeoutMillis: silenceMs,
  query_timeout: silenceMs,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};

/** Wake-ups by NOTIFY, which a replica's pool sends, and LISTEN, which has a connection of its own. */
export function createPostgresWakeUps(pool: Pool, url: string, onTrouble: (error: unknown) => void): WakeUps {
  const sender = randomUUID();
  const closing = new AbortController();
  let pending: NodeJS.Timeout | undefined;
  let sending: Promise<unknown> = Promise.resolve();
  let listening: Promise<void> | undefined;
  const send = () => {
    pending = undefined;
    const query = { name: 'wake-up', text: 'select pg_notify($1, $2)', values: [channel, sender] };
    sending = pool.query(query).catch(onTrouble);
  };
  const hearOnce = async (onWake: () => void): Promise<void> => {
    const socket = new Socket();
    const client = new pg.Client({ connectionString: url, stream: () => socket, ...impatient });
    const { promise: lost, resolve, reject } = Promise.withResolvers<void>();
    // It may be lost before anybody waits for that; unheard, it would end the process.
    lost.catch(() => undefined);
    client.on('error', reject);
    client.on('end', () => reject(new Error('The connection for wake-ups has ended.')));
    client.on('notification', ({ payload }) => {
      if (payload !== sender) onWake();
    });
    const end = () => resolve();
    closing.signal.addEventListener('abort', end, { once: true });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      // Whatever was announced while nobody listened is looked for now.
      onWake();
      await lost;
    } finally {
      closing.signal.removeEventListener('abort', end);
      client.removeAllListeners('end');
      await leave(client, socket);
    }
  };
  return {
    announce() {
      if (!closing.signal.aborted) pending ??= setTimeout(send, gatherMs).unref();
    },
    listen(onWake) {
      listening ??= pRetry(() => hearOnce(onWake), {
        retries: Number.POSITIVE_INFINITY,
        minTimeout: 100,
        maxTimeout: longestPauseMs,
        randomize: true,
        signal: closing.signal,
        onFailedAttempt: ({ error }) => onTrouble(error),
      }).catch((error: unknown) => {
        if (!closing.signal.aborted) onTrouble(error);
      });
    },
    async close() {
      closing.abort();
      clearTimeout(pending);
      await Promise.all([sending, listening]);
    },
  };
}

/** Whoever has vanished does not answer a good-bye; what is then still open would keep the process alive. */
async function leave(client: pg.Client, socket: Socket): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), silenceMs);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
