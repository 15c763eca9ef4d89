import { Socket } from 'node:net';
import pRetry from 'p-retry';
import pg from 'pg';

/** What is listened to, and who wants to know. */
export interface Listening {
  readonly url: string;
  readonly channel: string;
  /** How PostgreSQL shows the connection. */
  readonly name: string;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called whenever it begins to listen, again too: what was said meanwhile was not heard. */
  readonly onListening: () => void;
  /** Any login of the database may have said it. What this throws is told as trouble. */
  readonly onPayload: (payload: string) => void;
  readonly onTrouble: (error: unknown) => void;
}

/** Longest wait before the connection is made again, in milliseconds. */
const longestPauseMs = 5_000;

/** How long a server may keep silent while it is connected to, asked or left, in milliseconds: whoever closes waits for that. */
const silenceMs = 5_000;

/** Listens on a connection of its own, through every loss of it, until the signal fires. Never rejects. */
export async function listen(listening: Listening): Promise<void> {
  const { signal, onTrouble } = listening;
  try {
    await pRetry(() => hearOnce(listening), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 100,
      maxTimeout: longestPauseMs,
      randomize: true,
      signal,
      onFailedAttempt: ({ error }) => onTrouble(error),
    });
  } catch (error) {
    if (!signal.aborted) onTrouble(error);
  }
}

/** Rejects when the connection is lost. One on which the server falls silent is given up, and one that has vanished is noticed. */
async function hearOnce(listening: Listening): Promise<void> {
  const { url, channel, name, signal, onListening } = listening;
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: url,
    stream: () => socket,
    application_name: name,
    connectionTimeoutMillis: silenceMs,
    query_timeout: silenceMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  const { promise: lost, resolve, reject } = Promise.withResolvers<void>();
  // It may be lost before anybody waits for that; unheard, it would end the process.
  lost.catch(() => undefined);
  client.on('error', reject);
  client.on('end', () => reject(new Error(`The connection «${name}» has ended.`)));
  client.on('notification', ({ payload = '' }) => hear(payload, listening));
  const end = () => resolve();
  signal.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
    onListening();
    await lost;
  } finally {
    signal.removeEventListener('abort', end);
    client.removeAllListeners('end');
    await leave(client, socket);
  }
}

/** An error that left the client's event would end the process. */
function hear(payload: string, { onPayload, onTrouble }: Listening): void {
  try {
    onPayload(payload);
  } catch (error) {
    onTrouble(error);
  }
}

/** Whoever has vanished does not answer a good-bye; what is then still open would keep the process alive. */
async function leave(client: pg.Client, socket: Socket): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), silenceMs);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
