import { errorCodes, type LaneObstacle, type SyncRun } from '@bilag/core';
import type { Sync } from './schemas/sync.ts';

/** Where a sync is shown. */
export const syncPath = (organizationId: string, syncId: string) =>
  `/v1/organizations/${organizationId}/syncs/${syncId}`;

/** What is in the way, with what to do about it. */
export const obstacleView = ({ code, message }: LaneObstacle) => ({ code, message, remedy: errorCodes[code].remedy });

/** A sync as it is shown. */
export function syncView(organizationId: string, run: SyncRun): Sync {
  const { syncId, trigger, state, requestedBy, records, progress, stopped } = run;
  return {
    id: syncId,
    trigger,
    state,
    requestedAt: run.requestedAt.toISOString(),
    requestedBy,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    records,
    progress: { ...progress },
    stopped: stopped === null ? null : obstacleView(stopped),
    link: syncPath(organizationId, syncId),
  };
}
