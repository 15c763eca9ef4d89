import { type HealthSigns, healthOf, obstacleToSync, type SyncCircumstances } from '@bilag/core';
import { expect, test } from 'vitest';

const inOrder: HealthSigns = {
  isConfigured: true,
  isEnabled: true,
  isStale: false,
  failedRecords: 0,
  isPaused: false,
  isResting: false,
};

test.each<[string, Partial<HealthSigns>, string, string]>([
  ['DSH-3 nothing wrong', {}, 'green', 'in-order'],
  ['DSH-4 failed records', { failedRecords: 1 }, 'amber', 'failed-records'],
  ['DSH-5 no sync for a day, whatever else there is', { isStale: true, failedRecords: 3 }, 'red', 'no-sync-for-a-day'],
  ['access refused', { isPaused: true }, 'amber', 'paused'],
  ['a used-up allowance', { isResting: true }, 'amber', 'resting'],
  ['a connector that nobody enabled', { isEnabled: false, isStale: true, isPaused: true }, 'off', 'disabled'],
  ['failed records of a disabled connector', { isEnabled: false, failedRecords: 1 }, 'amber', 'failed-records'],
  ['no accounting system', { isEnabled: false, isConfigured: false }, 'off', 'not-configured'],
])('%s', (_what, signs, level, reason) => {
  expect(healthOf({ ...inOrder, ...signs })).toEqual({ level, reason });
});

const idle: SyncCircumstances = {
  isConfigured: true,
  isEnabled: true,
  isRunning: false,
  isServed: false,
  isBackingOff: false,
};

test.each<[string, Partial<SyncCircumstances>, string | undefined]>([
  ['may begin on an idle lane', {}, undefined],
  ['MAN-4 may not begin beside another one, whatever waits', { isRunning: true, isBackingOff: true }, 'running'],
  ['MAN-4 may not begin while everything is being sent', { isServed: true }, 'served'],
  [
    'may begin in an organization that is always served, once anything waits',
    { isServed: true, isBackingOff: true },
    undefined,
  ],
  ['TOG-6 may not begin of a disabled connector', { isEnabled: false }, 'disabled'],
  ['may not begin without an accounting system', { isEnabled: false, isConfigured: false }, 'not-configured'],
])('a manual sync %s', (_what, circumstances, obstacle) => {
  expect(obstacleToSync({ ...idle, ...circumstances })).toBe(obstacle);
});
