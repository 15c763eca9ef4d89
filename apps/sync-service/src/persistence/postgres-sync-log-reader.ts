import type { SyncLogQuery, SyncLogReader } from '@bilag/core';
import type { Pool, PoolClient } from 'pg';
import { inOrganization } from './sql/in-organization.ts';
import { findEntry, type LogRange, listEntries, rangeOfPeriod } from './sql/sync-log-statements.ts';
import { type DetailRow, type EntryRow, logDetailOf, logEntryOf } from './sync-log-rows.ts';

/** The sync log on PostgreSQL. What concerns all organizations is read in the platform's scope. */
export function createPostgresSyncLogReader(requestPool: Pool, enginePool: Pool): SyncLogReader {
  return {
    find: (organizationId, logId) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const { rows } = await client.query<DetailRow>(findEntry, [organizationId, logId]);
        return rows.map(logDetailOf)[0];
      }),
    list: (organizationId, query) =>
      inOrganization(requestPool, organizationId, (client) => listFrom(client, query, organizationId)),
    listAll: ({ organizationId, ...query }) => listFrom(enginePool, query, organizationId),
  };
}

async function listFrom(connection: Pool | PoolClient, query: SyncLogQuery, organizationId: string | undefined) {
  const { from, to } = query;
  const isPeriod = from !== undefined || to !== undefined;
  const period = isPeriod ? await connection.query<LogRange>(rangeOfPeriod, [from ?? null, to ?? null]) : undefined;
  const { text, values } = listEntries(query, organizationId, period?.rows[0]);
  return (await connection.query<EntryRow>(text, [...values])).rows.map(logEntryOf);
}
