import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { listen } from './postgres-listener.ts';

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
  return {
    announce() {
      if (!closing.signal.aborted) pending ??= setTimeout(send, gatherMs).unref();
    },
    listen(onWake) {
      listening ??= listen({
        url,
        channel,
        name: 'bilag wake-ups',
        signal: closing.signal,
        // Whatever was announced while nobody listened is looked for now.
        onListening: onWake,
        onPayload: (payload) => {
          if (payload !== sender) onWake();
        },
        onTrouble,
      });
    },
    async close() {
      closing.abort();
      clearTimeout(pending);
      await Promise.all([sending, listening]);
    },
  };
}
