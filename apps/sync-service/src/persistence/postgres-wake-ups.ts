import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { listen } from './postgres-listener.ts';

/** Tells the other replicas that something is due, so that they need not find out by polling. Lost ones do no harm: polling is the floor. */
export interface WakeUps {
  /** Something was stored here for an organization, or for nobody knows whom. Costs nothing now: many at once become one notification. */
  announce(organizationId?: string): void;
  /** Hears of what other replicas stored, and for whom if that was said, from now on and through every loss of the connection. */
  listen(onWake: (organizationId?: string) => void): void;
  /** Tells at once what was not told yet, and hears nothing more. */
  close(): Promise<void>;
}

const channel = 'bilag_wake_up';

/**
 * Shortest time from one notification to the next, in milliseconds: what is announced meanwhile is gathered. A notification inside the business transaction would
 * make commits queue up for each other.
 */
const apartMs = 20;

/** A notification has room for 8,000 bytes; what would not fit is for everybody. */
const mostCharacters = 7_900;

/** Wake-ups by NOTIFY, which a replica's pool sends, and LISTEN, which has a connection of its own. */
export function createPostgresWakeUps(pool: Pool, url: string, onTrouble: (error: unknown) => void): WakeUps {
  const sender = randomUUID();
  const closing = new AbortController();
  let pending: NodeJS.Timeout | undefined;
  let announced = new Set<string>();
  let isForAll = false;
  let sentAtMs = Number.NEGATIVE_INFINITY;
  let sending: Promise<unknown> = Promise.resolve();
  let listening: Promise<void> | undefined;
  const send = () => {
    pending = undefined;
    const named = [sender, ...announced].join(' ');
    const payload = isForAll || named.length > mostCharacters ? sender : named;
    announced = new Set();
    isForAll = false;
    sentAtMs = performance.now();
    const query = { name: 'wake-up', text: 'select pg_notify($1, $2)', values: [channel, payload] };
    sending = pool.query(query).catch(onTrouble);
  };
  return {
    announce(organizationId) {
      if (closing.signal.aborted) return;
      if (organizationId === undefined) isForAll = true;
      else announced.add(organizationId);
      pending ??= setTimeout(send, Math.max(0, sentAtMs + apartMs - performance.now())).unref();
    },
    listen(onWake) {
      listening ??= listen({
        url,
        channel,
        name: 'bilag wake-ups',
        signal: closing.signal,
        // Whatever was announced while nobody listened is looked for now.
        onListening: () => onWake(),
        onPayload: (payload) => {
          const [from, ...organizations] = payload.split(' ');
          if (from === sender) return;
          if (organizations.length === 0) onWake();
          for (const it of organizations) onWake(it);
        },
        onTrouble,
      });
    },
    async close() {
      closing.abort();
      clearTimeout(pending);
      if (pending !== undefined) send();
      await Promise.all([sending, listening]);
    },
  };
}
