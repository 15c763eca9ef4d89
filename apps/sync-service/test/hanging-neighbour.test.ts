import { expect, onTestFinished, test } from 'vitest';
import { approveSome } from './support/approve-some.ts';
import { asOwner } from './support/http-stored.ts';
import { aFakeConnector, aGatewayWith, aPlugin, connectedInDatabase } from './support/plugins.ts';
import { startTestService } from './support/service.ts';

/** An ERP that takes every call and answers none until it is gone, and how many calls it has open. */
function aHangingErp() {
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined);
  const calls = { open: 0, most: 0 };
  const gateway = aGatewayWith({
    readMasterData: () => Promise.resolve({}),
    postVouchers: () => {
      calls.open += 1;
      calls.most = Math.max(calls.most, calls.open);
      return gone.promise;
    },
  });
  const patient = { ...gateway.traits, longestOperationMs: 120_000, settlingMs: 150_000 };
  const plugin = aPlugin('hanging', () => ({ ...gateway, traits: patient }));
  return { calls, load: () => Promise.resolve(plugin), end: () => gone.reject(new Error('The connection is gone.')) };
}

test('DOD-9 an ERP that never answers, with a thousand vouchers due, holds one place of two: everything of the others is booked by the other', async () => {
  const [hanging, healthy] = [aHangingErp(), aFakeConnector('healthy')];
  const registry = { hanging: hanging.load, healthy: healthy.load };
  const service = await startTestService(undefined, { BILAG_CONCURRENCY: '2' }, registry);
  onTestFinished(() => service.close());
  // Else the service would wait for the call to end.
  onTestFinished(hanging.end);
  const others = ['nbf', 'hlf', 'nsf'];
  await connectedInDatabase(service, 'stuck', 'hanging');
  for (const it of others) await connectedInDatabase(service, it, 'healthy');
  await approveSome(service, 'stuck', 1_000);
  await expect.poll(() => hanging.calls.open).toBe(1);
  for (const it of others) await approveSome(service, it, 40);
  await expect.poll(() => healthy.erp.booked.length).toBe(120);
  expect(new Set(healthy.erp.booked.map((it) => it.reference)).size).toBe(120);
  expect(hanging.calls).toEqual({ open: 1, most: 1 });
  const left = await asOwner<{ count: number }>(
    service,
    "select count(*)::integer as count from bilag.outbox where organization_id = 'stuck'",
  );
  expect(left).toEqual([{ count: 1_000 }]);
});
