import type { SyncSchedule } from '@bilag/core';
import type { Pool } from 'pg';
import { inTransaction } from './sql/in-organization.ts';
import * as sql from './sql/sync-run-statements.ts';

/** Who asks for the syncs of the schedule. */
const actor = 'scheduled-sync';

/** Syncs as workers see them, on PostgreSQL, in the platform's scope. */
export function createPostgresSyncSchedule(enginePool: Pool): SyncSchedule {
  return {
    async beginDue(at, stop) {
      const { rows } = await enginePool.query<{ organization_id: string }>(sql.scheduled, [null]);
      let begun = 0;
      for (const { organization_id: id } of rows) {
        if (stop?.aborted === true) break;
        if (await begin(enginePool, id, at)) begun += 1;
      }
      return begun;
    },
    async endFinished() {
      return (await enginePool.query({ name: 'end-syncs', text: sql.close, values: [null] })).rowCount ?? 0;
    },
  };
}

/** The lane first, as everybody does who begins a sync; what was so when the list was read may have changed. */
function begin(pool: Pool, organizationId: string, at: Date): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query(sql.lockLane, [organizationId]);
    await client.query(sql.close, [organizationId]);
    if ((await client.query(sql.scheduled, [organizationId])).rowCount !== 1) return false;
    const begun = await client.query(sql.begin, [organizationId, 'scheduled', at, actor]);
    if (begun.rowCount !== 1) return false;
    await client.query(sql.endRest, [organizationId]);
    return true;
  });
}
