/** How an organization's syncs are doing: all well, something to look at, something wrong, or not switched on. */
export const healthLevels = ['green', 'amber', 'red', 'off'] as const;

/** @see healthLevels */
export type HealthLevel = (typeof healthLevels)[number];

/** Why the level is what it is; the first that holds, in this order. */
export const healthReasons = [
  'no-sync-for-a-day',
  'failed-records',
  'paused',
  'resting',
  'not-configured',
  'disabled',
  'in-order',
] as const;

/** @see healthReasons */
export type HealthReason = (typeof healthReasons)[number];

/** What the health of an organization's syncs is told by. */
export interface HealthSigns {
  readonly isConfigured: boolean;
  readonly isEnabled: boolean;
  /** Something has been due for a day, and nothing was synced in that day. */
  readonly isStale: boolean;
  readonly failedRecords: number;
  readonly isPaused: boolean;
  /** The lane rests for a reason that a person can do something about. */
  readonly isResting: boolean;
}

const levels: Readonly<Record<HealthReason, HealthLevel>> = {
  'no-sync-for-a-day': 'red',
  'failed-records': 'amber',
  paused: 'amber',
  resting: 'amber',
  'not-configured': 'off',
  disabled: 'off',
  'in-order': 'green',
};

/** Green after a sync without errors, amber with failed records, red when none was made for a day although one was due. */
export function healthOf(signs: HealthSigns): { readonly level: HealthLevel; readonly reason: HealthReason } {
  const reason = reasonOf(signs);
  return { level: levels[reason], reason };
}

function reasonOf(signs: HealthSigns): HealthReason {
  if (signs.isEnabled && signs.isStale) return 'no-sync-for-a-day';
  if (signs.failedRecords > 0) return 'failed-records';
  if (signs.isEnabled && signs.isPaused) return 'paused';
  if (signs.isEnabled && signs.isResting) return 'resting';
  if (!signs.isConfigured) return 'not-configured';
  return signs.isEnabled ? 'in-order' : 'disabled';
}
