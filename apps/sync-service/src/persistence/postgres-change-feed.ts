import { randomUUID } from 'node:crypto';
import {
  type Change,
  type ChangeFeed,
  type ChangeTopic,
  changeTopics,
  everything,
  furthest,
  type Watched,
} from '@bilag/core';
import type { Pool } from 'pg';
import { createGatherer } from './gathered-changes.ts';
import { listen } from './postgres-listener.ts';
import { positions } from './sql/change-statements.ts';

/** A feed that hears of other replicas from `start` on. */
export interface PostgresChangeFeed extends ChangeFeed {
  start(): void;
  close(): Promise<void>;
}

const channel = 'bilag_changes';

/** How often it looks without having heard anything, while somebody watches: what is stored past this service is not announced. In milliseconds. */
const lookMs = 1_000;

/** What one replica says to the others. */
interface Said {
  readonly sender: unknown;
  readonly changes: readonly (readonly [organizationId: string, topics: readonly ChangeTopic[]])[];
}

type Watcher = { readonly watched: Watched; readonly onChange: (change: Change) => void };

/**
 * Changes by NOTIFY and LISTEN, and by looking. A notification is sent after the commit and for many at once; what it says is where to look, so that nothing is told
 * before it can be read. While nobody watches, nothing is looked at.
 */
export function createPostgresChangeFeed(
  pool: Pool,
  url: string,
  onTrouble: (error: unknown) => void,
): PostgresChangeFeed {
  const sender = randomUUID();
  const closing = new AbortController();
  const watchers = new Set<Watcher>();
  const known = new Map<string, string>();
  let listening: Promise<void> | undefined;
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const outgoing = createGatherer(async (changes) => {
    await pool.query({
      name: 'announce-changes',
      text: 'select pg_notify($1, $2)',
      values: [channel, JSON.stringify({ sender, changes: [...changes] })],
    });
  }, onTrouble);
  const incoming = createGatherer(tell, onTrouble);

  return {
    announce(organizationId, topics) {
      if (closing.signal.aborted) return;
      outgoing.add(organizationId, topics);
      if (isWatched(organizationId)) incoming.add(organizationId, topics);
    },
    watch(watched, onChange) {
      const watcher = { watched, onChange };
      watchers.add(watcher);
      timer ??= setInterval(look, lookMs).unref();
      return () => {
        watchers.delete(watcher);
        if (watchers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
        known.clear();
      };
    },
    async positionOf(watched) {
      const found = await positionsOf(watched === everything ? null : [watched]);
      // Whatever comes after what the watcher was told now has to be told.
      for (const [id, position] of found) if (isWatched(id) && !known.has(id)) known.set(id, position);
      if (watched !== everything) return found.get(watched) ?? '0.0';
      return [...found.values()].reduce(furthest, '0.0');
    },
    start() {
      listening ??= listen({
        url,
        channel,
        name: 'bilag changes',
        signal: closing.signal,
        // What was announced while nobody listened shows in how far everybody has come.
        onListening: look,
        onPayload: hear,
        onTrouble,
      });
    },
    async close() {
      closing.abort();
      clearInterval(timer);
      watchers.clear();
      await Promise.all([outgoing.close(), incoming.close(), listening, looking]);
    },
  };

  function isWatched(organizationId: string): boolean {
    return [...watchers].some((it) => it.watched === everything || it.watched === organizationId);
  }

  function hear(payload: string): void {
    const said = readSaid(payload);
    if (said.sender === sender) return;
    for (const [organizationId, topics] of said.changes) {
      if (isWatched(organizationId)) incoming.add(organizationId, topics);
    }
  }

  /** Tells of what was heard, with how far it has come since. */
  async function tell(changes: ReadonlyMap<string, readonly ChangeTopic[]>): Promise<void> {
    const found = await positionsOf([...changes.keys()]);
    for (const [organizationId, topics] of changes) {
      const position = found.get(organizationId);
      if (position !== undefined) spread({ organizationId, position, topics });
    }
  }

  /** One look after the other: whatever has come further without being announced. */
  function look(): void {
    if (watchers.size === 0 || closing.signal.aborted) return;
    looking = looking.then(lookNow).catch(onTrouble);
  }

  async function lookNow(): Promise<void> {
    const watched = [...watchers].map((it) => it.watched);
    if (watched.length === 0) return;
    for (const [organizationId, position] of await positionsOf(watched.includes(everything) ? null : watched)) {
      const before = known.get(organizationId);
      if (before === undefined) known.set(organizationId, position);
      else if (before !== position) spread({ organizationId, position, topics: changeTopics });
    }
  }

  function spread(change: Change): void {
    known.set(change.organizationId, change.position);
    for (const { watched, onChange } of watchers) {
      if (watched === everything || watched === change.organizationId) onChange(change);
    }
  }

  async function positionsOf(organizationIds: readonly string[] | null): Promise<ReadonlyMap<string, string>> {
    const { rows } = await pool.query<{ organization_id: string; position: string }>({
      name: 'positions',
      text: positions,
      values: [organizationIds],
    });
    return new Map(rows.map((it) => [it.organization_id, it.position]));
  }
}

/** @throws for what no replica says, as any login of the database may say something; topics of a later release are left out. */
function readSaid(payload: string): Said {
  const said = jsonOf(payload);
  if (isObject(said) && Array.isArray(said.changes)) {
    const changes = said.changes.map(readChange);
    if (changes.every((it) => it !== undefined)) return { sender: said.sender, changes };
  }
  throw new Error(`A notification on «${channel}» has another form than ours.`);
}

function readChange(entry: unknown): Said['changes'][number] | undefined {
  const [organizationId, topics]: unknown[] = Array.isArray(entry) ? entry : [];
  if (typeof organizationId !== 'string' || !Array.isArray(topics)) return undefined;
  return [organizationId, changeTopics.filter((it) => topics.includes(it))];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
