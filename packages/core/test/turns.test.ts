import { aFieldMapping, fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import type { EnginePorts } from '../src/use-cases/lane-work.ts';
import type { Pace, ServeOptions } from '../src/use-cases/serve-lane.ts';
import { anOrganization, type TestOrganization } from './support/an-organization.ts';

const turnMs = 1_000;

/** An organization with so many approvals, whose ERP takes so long for a call of one voucher or more. */
async function busy(approvals: number, callMs: number, maxVouchersPerCall = 1) {
  const org = anOrganization(aFieldMapping(), { maxVouchersPerCall });
  for (let at = 0; at < approvals; at += 1) await org.approve();
  const reads: number[] = [];
  const outbox = { ...org.outbox };
  outbox.readDue = async (lane, limit) => {
    reads.push(limit);
    return await org.outbox.readDue(lane, limit);
  };
  const opened: number[] = [];
  outbox.openAttempts = (lane, intents, operationMs) => {
    opened.push(intents.length);
    return org.outbox.openAttempts(lane, intents, operationMs);
  };
  const post = org.gateway.postVouchers.bind(org.gateway);
  org.gateway.postVouchers = async (batch, context) => {
    const outcomes = await post(batch, context);
    org.clock.advance(callMs);
    return outcomes;
  };
  return {
    org,
    reads,
    opened,
    serve: (options: Partial<ServeOptions & EnginePorts>) => org.serve({ turnMs, outbox, ...options }),
  };
}

const left = ({ outbox }: TestOrganization) => outbox.entries().filter(({ state }) => state !== 'synced').length;
const crowded = { isCrowded: () => true };

describe('a turn', () => {
  test('ends after its time while others wait, between two calls; what is left is due in the next, in order', async () => {
    const { org, serve } = await busy(30, 100);
    expect(await serve(crowded)).toBe('turn-over');
    expect(left(org)).toBeGreaterThan(15);
    expect(left(org)).toBeLessThan(30);
    while (left(org) > 0) await serve(crowded);
    const inOrder = org.outbox.entries().map(({ reference }) => [reference]);
    expect(org.gateway.calls).toEqual(inOrder);
  });

  test('makes its vouchers with a mapping that is corrected meanwhile, but for those whose calls were granted before', async () => {
    const { org, serve } = await busy(60, 100);
    const post = org.gateway.postVouchers.bind(org.gateway);
    const correction = aFieldMapping({ version: 2, credit: { employee: { ledgerAccount: '2919' } } });
    org.gateway.postVouchers = (...call) => {
      if (org.gateway.booked.length === 15) org.remap(correction);
      return post(...call);
    };
    expect(await serve({ isCrowded: () => false })).toBe('drained');
    const accounts = org.gateway.booked.map(({ lines }) => lines.at(-1)?.ledgerAccount);
    const former = accounts.lastIndexOf('2910') + 1;
    expect(accounts.slice(former)).toEqual(Array.from({ length: 60 - former }, () => '2919'));
    // A second's calls are granted together.
    expect(former).toBeGreaterThan(15);
    expect(former).toBeLessThanOrEqual(15 + 10);
    expect(org.gateway.booked.length).toBe(60);
  });

  test('goes on while nobody waits', async () => {
    const { org, serve } = await busy(30, 100);
    expect(await serve({ isCrowded: () => false })).toBe('drained');
    expect(left(org)).toBe(0);
  });

  test('of an ERP that takes longer than a turn for one call books one voucher all the same', async () => {
    const { org, serve } = await busy(3, 5_000);
    expect(await serve(crowded)).toBe('turn-over');
    expect(left(org)).toBe(2);
  });

  test('that a look-up has used up books one new voucher all the same', async () => {
    const { org, serve } = await busy(1, 1);
    org.gateway.faults.push('lose-reply');
    await serve(crowded);
    const fresh = await org.approve();
    org.clock.advance(fakeTraits.settlingMs);
    const find = org.gateway.findVouchers.bind(org.gateway);
    org.gateway.findVouchers = async (queries, context) => {
      org.clock.advance(turnMs);
      return await find(queries, context);
    };
    await serve(crowded);
    expect(org.entry(fresh)?.state).toBe('synced');
  });

  test('begins at the pace of the last one, if that is not long ago', async () => {
    const { org, opened, serve } = await busy(40, 100);
    const paces = new Map<string, Pace>();
    const turn = async () => {
      opened.length = 0;
      await serve({ ...crowded, paces });
      return opened[0];
    };
    expect(await turn()).toBe(1);
    expect(await turn()).toBe(10);
    org.clock.advance(60_000);
    expect(await turn()).toBe(1);
  });

  test('forgets the pace of calls that were not served: one that is refused at once says nothing of how many fit', async () => {
    const { org, opened, serve } = await busy(40, 1);
    const paces = new Map<string, Pace>();
    org.gateway.faults.push('unreachable');
    expect(await serve({ paces })).toBe('resting');
    org.clock.advance(20_000);
    await serve({ paces });
    expect(opened.slice(0, 2)).toEqual([1, 1]);
  });

  test('reads as many as one call takes, however long it takes', async () => {
    const { reads, serve } = await busy(200, 5_000, 80);
    const paces = new Map<string, Pace>();
    await serve({ ...crowded, paces });
    await serve({ ...crowded, paces });
    expect(reads).toEqual([80, 80]);
  });

  test('reads no more than it can send while others wait, but enough for a look-up to be worth its call', async () => {
    const { reads, serve } = await busy(70, 10);
    const paces = new Map<string, Pace>();
    await serve({ ...crowded, paces });
    await serve({ ...crowded, paces });
    expect(reads[0]).toBe(50);
    expect(Math.max(...reads)).toBe(100);
  });
});
