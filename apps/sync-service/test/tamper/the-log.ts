import type { ChainReader, SyncLogSeal, VerifiableEntry } from '@bilag/core';
import type pg from 'pg';
import { readerOn } from '../support/audit.ts';

/** Whose log is tampered with. */
export const organizationId = 'nbf';

/** An entry with its place in the chain. */
export interface PlacedEntry extends VerifiableEntry {
  readonly position: number;
  readonly sequence: string | null;
  readonly attemptNumber: string | null;
}

/** The log as it was written, before anybody touched it. */
export interface IntactLog {
  readonly seals: readonly SyncLogSeal[];
  /** In the order of the chain. */
  readonly entries: readonly PlacedEntry[];
  /** Names of the columns that each table has. */
  readonly columns: { readonly sync_logs: readonly Column[]; readonly delivery_attempts: readonly Column[] };
}

/** A column and its type. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/** Reads it all. */
export async function readLog(client: pg.ClientBase): Promise<IntactLog> {
  const reader: ChainReader = readerOn(client);
  const seals = await reader.seals(organizationId, 0, 1_000_000);
  const ids = seals.flatMap((it) => it.logIds);
  const found = new Map((await reader.entries(organizationId, ids)).map((it) => [it.logId, it]));
  const { rows } = await client.query<{ log_id: string; sequence: string | null; attempt: number | null }>(
    'select log_id::text, sequence::text, attempt from bilag.sync_logs where organization_id = $1',
    [organizationId],
  );
  const keys = new Map(rows.map((it) => [it.log_id, it]));
  const entries = ids.map((id, at): PlacedEntry => {
    const entry = found.get(id);
    const key = keys.get(id);
    if (entry === undefined || key === undefined) throw new Error(`The log of the test has no entry ${id}.`);
    const attemptNumber = key.attempt === null ? null : String(key.attempt);
    return { ...entry, position: at + 1, sequence: key.sequence, attemptNumber };
  });
  const [logs, attempts] = [await columnsOf(client, 'sync_logs'), await columnsOf(client, 'delivery_attempts')];
  return { seals, entries, columns: { sync_logs: logs, delivery_attempts: attempts } };
}

async function columnsOf(client: pg.ClientBase, table: string): Promise<readonly Column[]> {
  const { rows } = await client.query<Column>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = 'bilag' and table_name = $1 order by ordinal_position`,
    [table],
  );
  return rows;
}
