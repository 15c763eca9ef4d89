import type { SyncLogReader } from '@bilag/core';
import type { Pool } from 'pg';
import { inOrganization } from './sql/in-organization.ts';
import { findEntry, listEntries } from './sql/sync-log-statements.ts';
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
      inOrganization(requestPool, organizationId, async (client) => {
        const { text, values } = listEntries(query, organizationId);
        return (await client.query<EntryRow>(text, [...values])).rows.map(logEntryOf);
      }),
    async listAll({ organizationId, ...query }) {
      const { text, values } = listEntries(query, organizationId);
      return (await enginePool.query<EntryRow>(text, [...values])).rows.map(logEntryOf);
    },
  };
}
