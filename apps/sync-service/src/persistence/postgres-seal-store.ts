import { setImmediate } from 'node:timers/promises';
import type { SealStore, SyncLogSeal, UnsealedEntries } from '@bilag/core';
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
    sealNext: (limit, seal) =>
      inTransaction(enginePool, async (client) => {
        const [frontier] = (await client.query<SealFrontier>({ name: 'lock-frontier', text: sql.lockFrontier })).rows;
        if (frontier === undefined) return 0;
        const rows = await nextRows(client, frontier, limit);
        if (rows.length > 0) {
          const seals = await sealed(await withEnds(client, rows, frontier.now_micros), seal);
          const values = [JSON.stringify(seals.map(sealJson))];
          await client.query({ name: 'store-seals', text: sql.storeSeals, values });
        }
        await moveFrontier(client, frontier, rows, limit);
        return rows.length;
      }),
  };
}

/** Entries in one seal: hashing so many holds up nothing else in this process for long. */
const mostInSeal = 500;

async function sealed(waiting: readonly UnsealedEntries[], seal: (unsealed: UnsealedEntries) => SyncLogSeal) {
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

async function nextRows(client: PoolClient, frontier: Frontier, limit: number): Promise<readonly SealableRow[]> {
  const { first_open: open, not_begun: notBegun } = frontier;
  if (!frontier.is_same) return (await client.query<SealableRow>(sql.everyUnsealed, [limit, open, notBegun])).rows;
  return (await client.query<SealableRow>(sql.nextEntries, beyond(frontier, limit))).rows;
}

/** In another database than before, transactions are numbered anew once everything that it had is sealed. */
async function moveFrontier(client: PoolClient, frontier: Frontier, rows: readonly SealableRow[], limit: number) {
  const last = rows.at(-1);
  const { database, first_open: open, not_begun: notBegun } = frontier;
  if (!frontier.is_same) {
    if (rows.length < limit) await client.query(sql.settleFrontier, [database, open, notBegun]);
  } else if (last !== undefined) {
    await client.query(sql.moveFrontier, [last.transaction_id, last.log_id, database]);
  }
}

async function withEnds(
  client: PoolClient,
  rows: readonly SealableRow[],
  nowMicros: string,
): Promise<UnsealedEntries[]> {
  const byOrganization = Map.groupBy(rows, (it) => it.organization_id);
  const { rows: ends } = await client.query<EndRow>(sql.chainEnds, [[...byOrganization.keys()]]);
  const endById = new Map(ends.map((it) => [it.organization_id, endOf(it)]));
  return [...byOrganization].map(([organizationId, its]) => ({
    organizationId,
    entries: its.map(sealableOf),
    end: endById.get(organizationId),
    nowMicros,
  }));
}
