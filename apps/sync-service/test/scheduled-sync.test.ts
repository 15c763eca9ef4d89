import { startMockErp } from '@bilag/mock-erp';
import { expect, onTestFinished, test } from 'vitest';
import { passTime, settle } from './support/engine.ts';
import { businessCentralIntegration, connectOrganization } from './support/organizations.ts';
import { ownSql } from './support/reconciliation.ts';
import { endOf, startReplica } from './support/replica.ts';
import { aServiceWithMock, startTestService } from './support/service.ts';
import {
  approveClaims,
  beginSync,
  bookedReferences,
  claimsInBackoff,
  endOfSync,
  logOf,
  statusOf,
} from './support/syncs.ts';

test('TOG-3 DOD-7 AUD-7 a scheduled sync ends a rest, leaves backoffs alone, and is one however many replicas’ clocks strike', async () => {
  const mock = await startMockErp({ bookingIntervalMs: 100 });
  onTestFinished(() => mock.close());
  const service = await startTestService(mock);
  onTestFinished(() => service.close());
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  await claimsInBackoff(service, mock, 'hlf', 2);
  const references = await approveClaims(service, 'hlf', 3);
  const everyTwoSeconds = { ...service.environment, BILAG_SYNC_CRON: '*/2 * * * * *' };
  await Promise.all([1, 2].map(() => startReplica({ ...service, environment: everyTwoSeconds })));
  await expect.poll(() => bookedReferences(mock).length).toBe(3);
  expect(bookedReferences(mock).toSorted()).toEqual(references.toSorted());
  const waits = 'select count(*)::integer as waiting from bilag.outbox where failures = 1 and due_at > now()';
  expect(await ownSql(service, waits)).toEqual([{ waiting: 2 }]);
  const slots = () =>
    ownSql<{ runs: number; ends: boolean }>(
      service,
      "select count(*)::integer as runs, bool_and(extract(epoch from slot)::numeric % 2 = 0) as ends from bilag.sync_runs where trigger = 'scheduled' group by slot",
    );
  await expect.poll(async () => (await slots()).length).toBeGreaterThan(1);
  expect((await slots()).every(({ runs, ends }) => runs === 1 && ends)).toBe(true);
  const attempts = (await logOf(service, 'hlf')).filter((it) => it.action === 'attempt' && it.result === 'succeeded');
  expect(attempts.map((it) => it.trigger)).toEqual(['scheduled', 'scheduled', 'scheduled']);
});

test('MAN-5 a manual sync outlives the worker that was killed in the middle of it', async () => {
  const { service, mock } = await aServiceWithMock({ BILAG_ROLE: 'api' });
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  const asWorker = { ...service, environment: { ...service.environment, BILAG_ROLE: 'worker' } };
  mock.world.faults.add({
    operation: 'bc.journals.create',
    effect: { kind: 'delay', ms: 60_000, when: 'before' },
    times: 1,
  });
  const references = await approveClaims(service, 'hlf', 3);
  const { id } = await beginSync(service, 'hlf');
  const worker = await startReplica(asWorker);
  const sending = "select count(*)::integer as sending from bilag.outbox where state = 'sending'";
  await expect.poll(() => ownSql(service, sending)).toEqual([{ sending: 3 }]);
  expect(await endOf(worker, 'SIGKILL')).toBe('SIGKILL');
  expect(await statusOf(service, 'hlf')).toMatchObject({ running: { trigger: 'manual', syncId: id }, pending: 3 });
  await startReplica(asWorker);
  // Longer than its lease lasts.
  await passTime(service, 180_000);
  const { state, progress } = await endOfSync(service, 'hlf', id);
  expect(state).toMatch(/^(done|incomplete)$/);
  expect(progress.synced + progress.waiting).toBe(3);
  await settle(service);
  expect(bookedReferences(mock).toSorted()).toEqual(references.toSorted());
});
