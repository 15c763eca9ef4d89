import { setImmediate } from 'node:timers/promises';
import type { HashedEntry, SealMaker, SealStore, SyncLogSeal, UnsealedEntries } from '@bilag/core';
import type { Pool, PoolClient } from 'pg';
import { type EndRow, endOf, type SealableRow, sealableOf, sealJson } from './seal-rows.ts';
import { inTransaction } from './sql/in-organization.ts';
import { beyond, type Frontier } from './sql/log-frontier.ts';
import * as sql from './sql/seal-statements.ts';

/** Where sealing has come to. */
interface SealFrontier extends Frontier {
  readonly now_micros: string;
}

/** Seals on PostgreSQL. The pool is that of the platform’s scope; it is given its connection back between two calls. */
export function createPostgresSealStore(enginePool: Pool): SealStore {
  return {
    sealNext: (limit, { hash, seal }) =>
      inTransaction(enginePool, async (client) => {
        const [frontier] = (await client.query<SealFrontier>({ name: 'lock-frontier', text: sql.lockFrontier })).rows;
        if (frontier === undefined) return 0;
        const waiting = await hashedEntries(client, frontier, limit, hash);
        if (waiting.count > 0) {
          const seals = await sealed(await withEnds(client, waiting, frontier.now_micros), seal);
          const values = [JSON.stringify(seals.map(sealJson))];
          await client.query({ name: 'store-seals', text: sql.storeSeals, values });
        }
        await moveFrontier(client, frontier, waiting, limit);
        return waiting.count;
      }),
  };
}

/** Entries in one seal. */
const mostInSeal = 500;

async function sealed(waiting: readonly UnsealedEntries[], seal: SealMaker['seal']) {
  const seals: SyncLogSeal[] = [];
  for (const { entries, ...of } of waiting) {
    let { end } = of;
    for (let from = 0; from < entries.length; from += mostInSeal) {
      const made = seal({ ...of, end, entries: entries.slice(from, from + mostInSeal) });
      seals.push(made);
      end = made;
      await setImmediate();
    }
  }
  return seals;
}

/** What waits to be sealed, without its texts. */
interface Waiting {
  readonly count: number;
  readonly byOrganization: ReadonlyMap<string, readonly HashedEntry[]>;
  readonly last: Pick<SealableRow, 'transaction_id' | 'log_id'> | undefined;
}

/** Entries that are read and hashed in one go: few, as nothing else is done in this process meanwhile. */
const hashedAtOnce = 100;

/** Reads through a cursor, in the order of the chain: what waits is sorted once, and only the hashes of it are held in memory. */
async function hashedEntries(
  client: PoolClient,
  frontier: Frontier,
  limit: number,
  hash: SealMaker['hash'],
): Promise<Waiting> {
  await client.query(...waitingEntries(frontier, limit));
  const byOrganization = new Map<string, HashedEntry[]>();
  let count = 0;
  let last: SealableRow | undefined;
  for (let isMore = true; isMore; ) {
    const { rows } = await client.query<SealableRow>(`fetch ${hashedAtOnce} from waiting_entries`);
    for (const row of rows) {
      const hashed = { logId: row.log_id, hash: hash(sealableOf(row)) };
      const others = byOrganization.get(row.organization_id);
      if (others === undefined) byOrganization.set(row.organization_id, [hashed]);
      else others.push(hashed);
    }
    count += rows.length;
    last = rows.at(-1) ?? last;
    isMore = rows.length === hashedAtOnce;
  }
  await client.query('close waiting_entries');
  return { count, byOrganization, last };
}

function waitingEntries(frontier: Frontier, limit: number): [text: string, values: unknown[]] {
  const { first_open: open, not_begun: notBegun, is_same: isSame } = frontier;
  const [query, values] = isSame
    ? [sql.nextEntries, beyond(frontier, limit)]
    : [sql.everyUnsealed, [limit, open, notBegun]];
  return [`declare waiting_entries no scroll cursor for ${query}`, values];
}

/** In another database than before, transactions are numbered anew once everything that it had is sealed. */
async function moveFrontier(client: PoolClient, frontier: Frontier, { count, last }: Waiting, limit: number) {
  const { database, first_open: open, not_begun: notBegun } = frontier;
  if (!frontier.is_same) {
    if (count < limit) await client.query(sql.settleFrontier, [database, open, notBegun]);
  } else if (last !== undefined) {
    await client.query(sql.moveFrontier, [last.transaction_id, last.log_id, database]);
  }
}

async function withEnds(
  client: PoolClient,
  { byOrganization }: Waiting,
  nowMicros: string,
): Promise<UnsealedEntries[]> {
  const { rows: ends } = await client.query<EndRow>(sql.chainEnds, [[...byOrganization.keys()]]);
  const endById = new Map(ends.map((it) => [it.organization_id, endOf(it)]));
  return [...byOrganization].map(([organizationId, entries]) => ({
    organizationId,
    entries,
    end: endById.get(organizationId),
    nowMicros,
  }));
}
