import type { ErpUsage, GatewayTraits, OutboxEntry } from '@bilag/core';
import { aFieldMapping, fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization } from './support/an-organization.ts';
import { receiptsOf } from './support/receipts-of-an-organization.ts';

const allowance = { requests: 100, megabytesUp: 10, megabytesDown: 10 };
const megabyte = 1_000_000;

/** An organization whose ERP has an allowance, and what of it is used; every call of the fake is one request more. */
function anOrganizationWithAllowance(traits: Partial<GatewayTraits> = {}) {
  const org = anOrganization(aFieldMapping(), { monthlyAllowance: allowance, ...traits });
  const used = { requests: 0, bytesUp: 0, bytesDown: 0 };
  const currentMonth = () => {
    const calls = org.gateway.calls.length + org.gateway.lookUps.length;
    return Promise.resolve({ ...used, requests: used.requests + calls, at: org.clock.now() });
  };
  const usage = { currentMonth };
  const serve = () => org.serve({ usage });
  const stateOf = (it: OutboxEntry) => org.entry(it)?.state;
  return { org, used, usage, serve, stateOf };
}

const quarterMs = 15 * 60_000;

describe('the monthly allowance of an accounting system', () => {
  test.each<[string, Partial<ErpUsage>]>([
    ['requests', { requests: 98 }],
    ['bytes sent', { bytesUp: 9.8 * megabyte }],
    ['bytes received', { bytesDown: 9.8 * megabyte }],
  ])('of which the %s are used up stops what is new, burns no attempt and says why', async (_what, spent) => {
    const { org, used, serve } = anOrganizationWithAllowance();
    const it = await org.approve();
    Object.assign(used, spent);
    expect(await serve()).toBe('resting');
    expect(org.gateway.calls).toEqual([]);
    expect(org.entry(it)).toMatchObject({ state: 'pending', attempts: 0, failures: 0 });
    expect(org.outbox.restOf('nbf')?.code).toBe('ERP_ALLOWANCE_USED_UP');
    expect(org.outbox.pauseOf('nbf')).toBeUndefined();
  });

  test('that has some left is used to the last request that is not kept for doubts', async () => {
    const { org, used, serve, stateOf } = anOrganizationWithAllowance({ maxVouchersPerCall: 1 });
    const entries = [await org.approve(), await org.approve(), await org.approve(), await org.approve()];
    used.requests = 95;
    expect(await serve()).toBe('resting');
    expect(entries.map(stateOf)).toEqual(['synced', 'synced', 'synced', 'pending']);
    expect(org.gateway.calls).toHaveLength(3);
  });

  test('is looked at again and again: with the new month everything goes on, without anybody’s help', async () => {
    const { org, used, serve, stateOf } = anOrganizationWithAllowance();
    const it = await org.approve();
    used.requests = 100;
    await serve();
    expect(await serve()).toBeUndefined();
    org.clock.advance(quarterMs);
    expect(await serve()).toBe('resting');
    used.requests = 0;
    org.clock.advance(quarterMs);
    expect(await serve()).toBe('drained');
    expect(stateOf(it)).toBe('synced');
    expect(org.outbox.restOf('nbf')).toBeUndefined();
  });

  test('that is used up leaves nothing in doubt: what was booked is found, what was not waits as before', async () => {
    const { org, used, serve } = anOrganizationWithAllowance({ maxVouchersPerCall: 1 });
    const [booked, absent] = [await org.approve(), await org.approve()];
    org.gateway.faults.push('lose-reply', 'lose-request');
    await serve();
    org.clock.advance(1_000);
    await serve();
    expect([org.entry(booked)?.state, org.entry(absent)?.state]).toEqual(['unknown', 'unknown']);
    used.requests = 100;
    // So many wait before them that an ordinary turn would not come to those in doubt.
    for (let at = 0; at < 150; at += 1) {
      const tried = await org.approve();
      org.outbox.change(tried, tried);
    }
    org.clock.advance(fakeTraits.settlingMs);
    expect(await serve()).toBe('resting');
    expect(org.entry(booked)).toMatchObject({ state: 'synced', attempts: 1 });
    expect(org.entry(absent)).toMatchObject({
      state: 'pending',
      attempts: 1,
      failures: 0,
      everInDoubt: true,
      failure: { code: 'ERP_ALLOWANCE_USED_UP' },
    });
    expect(org.gateway.calls).toHaveLength(2);
    const lookUps = org.gateway.lookUps.length;
    org.clock.advance(quarterMs);
    await serve();
    expect(org.gateway.lookUps).toHaveLength(lookUps);
    used.requests = -1_000;
    org.clock.advance(quarterMs);
    await serve();
    expect(org.entry(absent)).toMatchObject({ state: 'synced', failure: null });
    expect(org.timesBooked(absent)).toBe(1);
  });

  test('that is used up does not keep a withdrawn voucher in doubt from being cancelled once it is surely absent', async () => {
    const { org, used, serve, stateOf } = anOrganizationWithAllowance();
    const it = await org.approve({ sourceId: 'CLM-7' });
    org.gateway.faults.push('lose-request');
    await serve();
    await org.withdraw('CLM-7');
    used.requests = 100;
    org.clock.advance(fakeTraits.settlingMs);
    await serve();
    expect(stateOf(it)).toBe('cancelled');
    const lookUps = org.gateway.lookUps.length;
    org.clock.advance(quarterMs);
    await serve();
    expect(org.gateway.lookUps).toHaveLength(lookUps);
  });

  test('that is used up does not keep an accepted voucher from being found booked', async () => {
    const { org, used, serve, stateOf } = anOrganizationWithAllowance();
    org.gateway.queued = true;
    const it = await org.approve();
    await serve();
    expect(stateOf(it)).toBe('accepted');
    org.gateway.book();
    used.requests = 100;
    org.clock.advance(fakeTraits.bookingPollMs);
    await serve();
    expect(stateOf(it)).toBe('synced');
  });

  test('that is used up lets receipts wait, too', async () => {
    const { org, used, usage } = anOrganizationWithAllowance();
    const receipts = receiptsOf(org);
    const it = await receipts.approve();
    await org.serve({ usage });
    used.requests = 100;
    await receipts.serve({ usage });
    expect(receipts.timesAttached(it)).toEqual([0]);
    used.requests = -1_000;
    org.clock.advance(quarterMs);
    await receipts.serve({ usage });
    expect(receipts.timesAttached(it)).toEqual([1]);
  });

  test('does not exist for an accounting system that declares none', async () => {
    const org = anOrganization();
    const it = await org.approve();
    const currentMonth = () => Promise.reject(new Error('Nobody needs to know.'));
    expect(await org.serve({ usage: { currentMonth } })).toBe('drained');
    expect(org.entry(it)?.state).toBe('synced');
  });
});
