import type { GatewayTraits } from '@bilag/core';
import { anIntegration, createFakeGateway, type FakeGateway, fakeTraits } from '@bilag/core/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createGatewayCache } from '../src/connectors/gateway-cache.ts';

function aCache(traits: Partial<GatewayTraits> = {}) {
  const opened: FakeGateway[] = [];
  const closed: FakeGateway[] = [];
  let failures = 0;
  const cache = createGatewayCache(() => {
    if (failures > 0) {
      failures -= 1;
      return Promise.reject(new Error('cannot be opened'));
    }
    const gateway = createFakeGateway(traits);
    gateway.close = () => Promise.resolve(void closed.push(gateway));
    opened.push(gateway);
    return Promise.resolve(gateway);
  });
  return { cache, opened, closed, failNext: () => void (failures += 1) };
}

describe('gateways of an organization', () => {
  test('are opened once, also when many ask at once, so that tokens and pacing are shared', async () => {
    const { cache, opened } = aCache();
    const gateways = await Promise.all([1, 2, 3].map(() => cache.gatewayFor(anIntegration())));
    expect(new Set(gateways).size).toBe(1);
    expect(opened).toHaveLength(1);
  });

  test('CFG-6 new credentials open another one; the former is closed once its calls must have ended, never under them', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { cache, closed } = aCache();
    const before = await cache.gatewayFor(anIntegration());
    const after = await cache.gatewayFor(anIntegration({ credentialVersion: 2 }));
    expect(after).not.toBe(before);
    await vi.advanceTimersByTimeAsync(fakeTraits.longestLookUpMs);
    expect(closed).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(closed).toEqual([before]);
    expect(await cache.gatewayFor(anIntegration({ credentialVersion: 2 }))).toBe(after);
  });

  test.each(['longestOperationMs', 'longestLookUpMs'] as const)(
    'are not closed under a call that takes all of its %s',
    async (trait) => {
      vi.useFakeTimers();
      onTestFinished(() => void vi.useRealTimers());
      const { cache, closed } = aCache({ [trait]: 600_000 });
      const before = await cache.gatewayFor(anIntegration());
      await cache.gatewayFor(anIntegration({ credentialVersion: 2 }));
      await vi.advanceTimersByTimeAsync(600_000);
      expect(closed).toEqual([]);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(closed).toEqual([before]);
    },
  );

  test('one that somebody still asks for by its former version does not close the newer one', async () => {
    const { cache, closed } = aCache();
    const newer = await cache.gatewayFor(anIntegration({ configVersion: 2 }));
    await cache.gatewayFor(anIntegration({ configVersion: 1 }));
    expect(await cache.gatewayFor(anIntegration({ configVersion: 2 }))).toBe(newer);
    expect(closed).toEqual([]);
  });

  test('of two organizations are never the same', async () => {
    const { cache } = aCache();
    expect(await cache.gatewayFor(anIntegration())).not.toBe(
      await cache.gatewayFor(anIntegration({ organizationId: 'hlf' })),
    );
  });

  test('one that could not be opened is tried afresh', async () => {
    const { cache, opened, failNext } = aCache();
    failNext();
    await expect(cache.gatewayFor(anIntegration())).rejects.toThrow('cannot be opened');
    expect(await cache.gatewayFor(anIntegration())).toBe(opened[0]);
  });

  test('all are closed at the end', async () => {
    const { cache, opened, closed } = aCache();
    await cache.gatewayFor(anIntegration());
    await cache.gatewayFor(anIntegration({ organizationId: 'hlf' }));
    await cache.close();
    expect(closed).toEqual(opened);
  });
});
