import { expect, test } from 'vitest';
import type { AlertKind } from '../src/domain/alert.ts';
import { consolidate, hasGrown, type OpenAlert } from '../src/domain/consolidated-alert.ts';

let last = 0;
const alert = (organizationId: string, kind: AlertKind, alertId = `a${(last += 1)}`): OpenAlert => ({
  alertId,
  organizationId,
  organizationName: organizationId.toUpperCase(),
  kind,
  code: 'ERP_UNREACHABLE',
  count: 3,
});
const listed = (open: readonly OpenAlert[], before?: ReturnType<typeof consolidate>) =>
  consolidate(open, before)?.details.organizations?.map(({ id }) => id);

test('ALR-2 an organization above its threshold is listed also when it is the only one', () => {
  expect(listed([alert('nbf', 'error-rate')])).toEqual(['nbf']);
});

test('ALR-1 ALR-3 what concerns one organization alone is nothing for the platform', () => {
  const alone = ['third-failure', 'sync-paused', 'pending-too-long'] as const;
  expect(listed(alone.map((kind) => alert('nbf', kind)))).toBeUndefined();
  const own = ['records-refused', 'decision-needed', 'ledger-differs', 'mapping-drift', 'sync-resting'] as const;
  expect(listed(['nbf', 'hlf'].flatMap((id) => own.map((kind) => alert(id, kind))))).toBeUndefined();
});

test('ALR-6 organizations that fail at once are listed together, whatever each of them fails for', () => {
  expect(listed([alert('nbf', 'third-failure'), alert('hlf', 'sync-paused')])).toEqual(['hlf', 'nbf']);
});

test('ALR-6 an organization that is listed has all its alerts at once, so that the next look tells nothing new', () => {
  const open = [alert('nbf', 'error-rate'), alert('nbf', 'third-failure'), alert('nbf', 'records-refused')];
  const first = consolidate(open, undefined);
  expect(first?.details.organizations?.[0]?.alerts.map(({ kind }) => kind)).toEqual(['error-rate', 'third-failure']);
  expect(consolidate(open, first)).toEqual(first);
});

test('ALR-6 the last one stays in the list until it is clear, and one that never was in it does not join it alone', () => {
  const [nbf, hlf] = [alert('nbf', 'third-failure'), alert('hlf', 'third-failure')];
  const both = consolidate([nbf, hlf], undefined);
  expect(listed([nbf], both)).toEqual(['nbf']);
  expect(listed([], both)).toBeUndefined();
});

test('ALR-2 ALR-6 people are told again when an organization joins or crosses anew, not when one leaves or has more of the same', () => {
  const [nbf, hlf] = [alert('nbf', 'error-rate'), alert('hlf', 'error-rate')];
  const now = (open: readonly OpenAlert[]) => {
    const found = consolidate(open, undefined);
    if (found === undefined) throw new Error('Nothing is open.');
    return found;
  };
  const both = now([nbf, hlf]);
  expect(hasGrown(now([nbf]), both)).toBe(true);
  expect(hasGrown(both, now([nbf]))).toBe(false);
  expect(hasGrown(both, now([{ ...nbf, count: 99 }, hlf]))).toBe(false);
  expect(hasGrown(both, now([nbf, hlf, alert('nbf', 'sync-paused')]))).toBe(false);
  expect(hasGrown(both, now([alert('nbf', 'error-rate'), hlf]))).toBe(true);
});
