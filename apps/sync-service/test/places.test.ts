import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { approveSome } from './support/approve-some.ts';
import { aFakeConnector, connectedInDatabase } from './support/plugins.ts';
import { startTestService } from './support/service.ts';

test('DOD-7 thirty organizations behind two places are all served, each as soon as a place is free', async () => {
  const { erp, load } = aFakeConnector();
  const organizations = Array.from({ length: 30 }, (_, at) => `org-${at}`);
  // A place that nobody takes would stay empty for a minute.
  const settings = { BILAG_CONCURRENCY: '2', BILAG_POLL_MS: '60000' };
  const service = await startTestService(undefined, settings, { fake: load });
  onTestFinished(() => service.close());
  for (const it of organizations) await connectedInDatabase(service, it, 'fake');
  await Promise.all(organizations.map((it) => approveSome(service, it, 3)));
  await expect.poll(() => erp.booked.length).toBe(90);
});

test('DOD-7 an organization that waits for the only place has its turn long before the one that has it is done', async () => {
  const [slow, waiting] = [aFakeConnector('slow'), aFakeConnector('waiting')];
  const post = slow.erp.postVouchers.bind(slow.erp);
  Object.assign(slow.erp, {
    traits: { ...slow.erp.traits, maxVouchersPerCall: 1 },
    postVouchers: async (...call: Parameters<typeof post>) => {
      await pause(100);
      return await post(...call);
    },
  });
  const registry = { slow: slow.load, waiting: waiting.load };
  const service = await startTestService(undefined, { BILAG_CONCURRENCY: '1' }, registry);
  onTestFinished(() => service.close());
  await connectedInDatabase(service, 'nbf', 'slow');
  await connectedInDatabase(service, 'hlf', 'waiting');
  await approveSome(service, 'nbf', 200);
  await expect.poll(() => slow.erp.booked.length).toBeGreaterThan(0);
  await approveSome(service, 'hlf', 1);
  await expect.poll(() => waiting.erp.booked.length).toBe(1);
  expect(slow.erp.booked.length).toBeLessThan(150);
});
