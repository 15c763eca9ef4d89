import { healthOf, obstacleToSync, refusalOf, type OrganizationStatus as Status } from '@bilag/core';
import type { OrganizationStatus } from './schemas/status.ts';
import { obstacleView, syncPath } from './sync-view.ts';

const dayMs = 24 * 3_600_000;

/** An organization's status as it is shown, with the health that its figures mean. */
export function statusView(organizationId: string, status: Status): OrganizationStatus {
  const { connector, enabled, pending, accepted, paused, resting, at } = status;
  const failed = failedRecords(status);
  const { health } = healthOfStatus(status);
  return {
    connector,
    enabled,
    health: { ...health, link: failed > 0 ? `/v1/organizations/${organizationId}/records?failed=true` : null },
    pending,
    accepted,
    failed,
    oldestPendingSince: status.oldestPendingSince?.toISOString() ?? null,
    lastSync: lastSyncOf(status.lastSyncAt, failed > 0 || paused !== null || resting !== null),
    running: runningOf(organizationId, status),
    manualSync: manualSyncOf(status),
    paused: paused === null ? null : { ...obstacleView(paused), since: paused.since.toISOString() },
    resting: resting === null ? null : { ...obstacleView(resting), until: resting.until.toISOString() },
    at: at.toISOString(),
  };
}

/** What the figures of a status mean; stale: something has been due for a day, and nothing was synced in that day. */
export function healthOfStatus(status: Status) {
  const { connector, enabled, lastSyncAt, paused, resting, at } = status;
  const isFresh = lastSyncAt !== null && at.getTime() - lastSyncAt.getTime() < dayMs;
  const isStale = enabled && status.isOverdue && !isFresh;
  const health = healthOf({
    isConfigured: connector !== null,
    isEnabled: enabled,
    isStale,
    failedRecords: failedRecords(status),
    isPaused: paused !== null,
    isResting: resting !== null,
  });
  return { health, isStale };
}

/** Refused, held for a decision, or waiting out a backoff. */
export function failedRecords({ rejected, held, retrying }: Status): number {
  return rejected + held + retrying;
}

function lastSyncOf(at: Date | null, leftErrors: boolean): OrganizationStatus['lastSync'] {
  return at === null ? null : { at: at.toISOString(), outcome: leftErrors ? 'failed' : 'succeeded' };
}

function runningOf(organizationId: string, { running, isServed }: Status): OrganizationStatus['running'] {
  if (running !== null) return { ...running, link: syncPath(organizationId, running.syncId) };
  return isServed ? { trigger: 'automatic', syncId: null, link: null } : null;
}

function manualSyncOf(status: Status): OrganizationStatus['manualSync'] {
  const { connector, enabled, running, isServed, isBackingOff, pending } = status;
  const obstacle = obstacleToSync({
    isConfigured: connector !== null,
    isEnabled: enabled,
    isRunning: running !== null,
    isServed,
    isBackingOff,
  });
  const told = obstacle === undefined ? null : obstacleView(refusalOf(obstacle));
  return { allowed: told === null, records: pending, obstacle: told };
}
