import { obstacleToSync, type SyncObstacle, type SyncRun, type SyncRunStore } from '@bilag/core';
import type { Pool, PoolClient } from 'pg';
import { inOrganization } from './sql/in-organization.ts';
import * as sql from './sql/sync-run-statements.ts';
import { type SyncRunRow, syncRunOf } from './sync-run-rows.ts';

interface MayBeginRow {
  readonly enabled: boolean | null;
  readonly is_running: boolean;
  readonly is_served: boolean;
  readonly is_backing_off: boolean;
}

/** Syncs for requests, on PostgreSQL: each transaction sees one organization's and no others. */
export function createPostgresSyncRunStore(requestPool: Pool): SyncRunStore {
  const find = async (client: PoolClient, organizationId: string, syncId: string) => {
    const query = { name: 'find-sync', text: sql.find, values: [organizationId, syncId] };
    return (await client.query<SyncRunRow>(query)).rows.map(syncRunOf)[0];
  };
  return {
    request: (organizationId, actor) =>
      inOrganization(requestPool, organizationId, async (client): Promise<SyncRun | SyncObstacle> => {
        await client.query(sql.lockLane, [organizationId]);
        // What has just ended is no reason to refuse, whether or not a worker has noticed.
        await client.query(sql.close, [organizationId]);
        const obstacle = obstacleOf((await client.query<MayBeginRow>(sql.mayBegin, [organizationId])).rows[0]);
        if (obstacle !== undefined) return obstacle;
        const begun = await client.query<{ run_id: string }>(sql.begin, [organizationId, 'manual', null, actor]);
        for (const text of [sql.endRest, sql.endPause, sql.endBackoffs]) await client.query(text, [organizationId]);
        const [row] = begun.rows;
        return (row && (await find(client, organizationId, row.run_id))) ?? 'running';
      }),
    find: (organizationId, syncId) =>
      inOrganization(requestPool, organizationId, (client) => find(client, organizationId, syncId)),
    list: (organizationId, { limit, after }) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const query = { name: 'list-syncs', text: sql.list, values: [organizationId, limit, after ?? null] };
        return (await client.query<SyncRunRow>(query)).rows.map(syncRunOf);
      }),
  };
}

function obstacleOf(row: MayBeginRow | undefined): SyncObstacle | undefined {
  return obstacleToSync({
    isConfigured: row !== undefined && row.enabled !== null,
    isEnabled: row?.enabled === true,
    isRunning: row?.is_running === true,
    isServed: row?.is_served === true,
    isBackingOff: row?.is_backing_off === true,
  });
}
