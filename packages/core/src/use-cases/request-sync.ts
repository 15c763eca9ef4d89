import { SyncError } from '../errors/sync-error.ts';
import type { SyncObstacle, SyncRun, SyncRunStore } from '../ports/sync-run-store.ts';

/**
 * Begins a sync by hand.
 * @throws {SyncError} `INTEGRATION_NOT_CONFIGURED`, `INTEGRATION_DISABLED`, or `SYNC_RUNNING` while another one runs or everything is being sent already.
 */
export async function requestSync(
  organizationId: string,
  actor: string,
  { syncs }: { readonly syncs: SyncRunStore },
): Promise<SyncRun> {
  const answer = await syncs.request(organizationId, actor);
  if (typeof answer === 'string') throw refusalOf(answer);
  return answer;
}

/**
 * Why no sync may begin, by what a status tells; `undefined` when one may. An organization that is always being served is not kept from one for ever: as soon
 * as anything waits out a backoff there is something that only a manual sync does, and while nothing does, everything is being sent as it is.
 */
export function obstacleToSync(now: SyncCircumstances): SyncObstacle | undefined {
  if (!now.isConfigured) return 'not-configured';
  if (!now.isEnabled) return 'disabled';
  if (now.isRunning) return 'running';
  return now.isServed && !now.isBackingOff ? 'served' : undefined;
}

/** What decides whether a sync may begin. */
export interface SyncCircumstances {
  readonly isConfigured: boolean;
  readonly isEnabled: boolean;
  /** A manual or scheduled sync is under way. */
  readonly isRunning: boolean;
  /** The engine is sending by itself at this moment. */
  readonly isServed: boolean;
  /** Something waits out a backoff. */
  readonly isBackingOff: boolean;
}

/** The obstacle as the caller is told. */
export function refusalOf(obstacle: SyncObstacle): SyncError {
  switch (obstacle) {
    case 'not-configured':
      return new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no accounting system yet.');
    case 'disabled':
      return new SyncError('INTEGRATION_DISABLED', 'The connector is disabled; nothing was sent.');
    case 'running':
      return new SyncError('SYNC_RUNNING', 'A sync is under way.');
    case 'served':
      return new SyncError('SYNC_RUNNING', 'Everything pending is being sent automatically at this moment.');
  }
}
