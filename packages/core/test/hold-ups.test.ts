import type { FindOutcome, OutboxEntry, PostOutcome } from '@bilag/core';
import { aFieldMapping, fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization, serveOptions, type TestOrganization } from './support/an-organization.ts';

async function approveSome(org: TestOrganization, count: number): Promise<readonly OutboxEntry[]> {
  const entries: OutboxEntry[] = [];
  for (let at = 0; at < count; at += 1) entries.push(await org.approve());
  return entries;
}

const states = (org: TestOrganization, entries: readonly OutboxEntry[]) => entries.map((it) => org.entry(it)?.state);

describe('a trouble holds up only what it concerns', () => {
  test('a look-up that never ends is given up, and the vouchers behind it are sent', async () => {
    const org = anOrganization();
    org.gateway.faults.push('lose-reply');
    const first = await org.approve();
    await org.serve();
    org.clock.advance(fakeTraits.settlingMs);
    const second = await org.approve();
    const asked = Promise.withResolvers<void>();
    org.gateway.findVouchers = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const served = org.serve();
    await asked.promise;
    org.clock.advance(30_000);
    expect(await served).toBe('drained');
    expect(states(org, [first, second])).toEqual(['unknown', 'synced']);
  });

  test('an ERP that answers each of four questions of a look-up just within its limit is heard, and what it clears is sent', async () => {
    const limitMs = 60_000;
    const org = anOrganization(aFieldMapping(), { longestLookUpMs: 6 * limitMs });
    org.gateway.faults.push('lose-request', 'lose-reply');
    const lost = await org.approve();
    await org.serve();
    org.clock.advance(5_000);
    const booked = await org.approve();
    await org.serve();
    org.clock.advance(fakeTraits.settlingMs);
    const find = org.gateway.findVouchers.bind(org.gateway);
    org.gateway.findVouchers = async (queries, context) => {
      for (let question = 0; question < 4; question += 1) {
        org.clock.advance(limitMs - 1);
        context.signal.throwIfAborted();
        await Promise.resolve();
      }
      return await find(queries, context);
    };
    await org.serve();
    expect(states(org, [lost, booked])).toEqual(['synced', 'synced']);
    expect([org.timesBooked(lost), org.timesBooked(booked)]).toEqual([1, 1]);
  });

  test('a look-up that takes longer than its connector declares is given up at that moment, and nothing is sent for it', async () => {
    const org = anOrganization(aFieldMapping(), { longestLookUpMs: 100_000 });
    org.gateway.faults.push('lose-request');
    const it = await org.approve();
    await org.serve();
    org.clock.advance(fakeTraits.settlingMs);
    const asked = Promise.withResolvers<AbortSignal>();
    org.gateway.findVouchers = (_queries, { signal }) => {
      asked.resolve(signal);
      return new Promise(() => undefined);
    };
    const served = org.serve();
    const signal = await asked.promise;
    org.clock.advance(99_999);
    expect(signal.aborted).toBe(false);
    expect(await org.serve({ owner: 'another' })).toBeUndefined();
    org.clock.advance(1);
    await served;
    expect(signal.aborted).toBe(true);
    expect(org.entry(it)).toMatchObject({ state: 'unknown', attempts: 1, failure: { code: 'ERP_UNAVAILABLE' } });
  });

  test('look-ups slower than the lease still let through what they clear', async () => {
    const org = anOrganization(aFieldMapping(), { maxReferencesPerLookUp: 2 });
    org.gateway.faults.push('lose-request');
    const entries = await approveSome(org, 6);
    await org.serve();
    org.clock.advance(fakeTraits.settlingMs);
    org.gateway.findVouchers = (queries) => {
      org.clock.advance(serveOptions.leaseMs - 5_000);
      return Promise.resolve(new Map(queries.map((it) => [it.reference, absent])));
    };
    await org.serve();
    expect(new Set(states(org, entries))).toEqual(new Set(['synced']));
  });

  test('a voucher on which the ERP always breaks down does not take its batch with it for ever', async () => {
    const org = anOrganization();
    const entries = await approveSome(org, 8);
    const poison = entries[5];
    const post = org.gateway.postVouchers.bind(org.gateway);
    org.gateway.postVouchers = (batch, context) => {
      if (!batch.some((it) => it.reference === poison?.reference)) return post(batch, context);
      return Promise.resolve(new Map(batch.map((it) => [it.reference, brokeDown])));
    };
    for (let settled = 0; settled < 5; settled += 1) {
      await org.serve();
      org.clock.advance(fakeTraits.settlingMs);
      await org.serve();
    }
    const others = entries.filter((it) => it !== poison);
    expect(new Set(states(org, others))).toEqual(new Set(['synced']));
    expect(others.map(org.timesBooked)).toEqual(others.map(() => 1));
  });

  test('a voucher on which the connector itself breaks down is rejected, and the others go out', async () => {
    const org = anOrganization();
    const [bad, good] = await approveSome(org, 2);
    const render = org.gateway.render.bind(org.gateway);
    org.gateway.render = (voucher) => {
      if (voucher.reference === bad?.reference) throw new TypeError('A fault of the connector.');
      return render(voucher);
    };
    expect(await org.serve()).toBe('drained');
    expect(bad && org.entry(bad)).toMatchObject({ state: 'rejected', failure: { code: 'CONNECTOR_FAULT' } });
    expect(good && org.entry(good)?.state).toBe('synced');
  });

  test('a found voucher whose meaning can no longer be told is held, and the others go out', async () => {
    const org = anOrganization();
    org.gateway.faults.push('lose-reply', 'lose-reply');
    const spoilt = await org.approve();
    await org.serve();
    org.remap(aFieldMapping({ version: 2 }));
    org.spoilMapping(1, aFieldMapping({ credit: {} }));
    org.clock.advance(fakeTraits.settlingMs);
    const next = await org.approve();
    await org.serve();
    expect(org.entry(spoilt)).toMatchObject({ state: 'held', failure: { code: 'ERP_VOUCHER_DIFFERS' } });
    org.clock.advance(fakeTraits.settlingMs);
    await org.serve();
    expect(org.entry(next)?.state).toBe('synced');
  });

  test('an ERP that answers nothing gets one call per turn, and puts one batch in doubt and not the whole lane', async () => {
    const org = anOrganization();
    const entries = await approveSome(org, 25);
    org.gateway.faults.push('lose-request');
    expect(await org.serve()).toBe('resting');
    expect(org.gateway.calls).toHaveLength(1);
    expect(states(org, entries).filter((state) => state === 'unknown')).toHaveLength(10);
    expect(await org.serve()).toBeUndefined();
  });

  test('a refusal that may be retried at once does not keep the worker: its turn ends', async () => {
    const org = anOrganization();
    const [it] = await approveSome(org, 1);
    org.gateway.postVouchers = (batch) => Promise.resolve(new Map(batch.map(({ reference }) => [reference, atOnce])));
    expect(await org.serve({ random: { next: () => 0 } })).toBe('turn-over');
    expect(it && org.entry(it)?.attempts).toBe(serveOptions.maxPasses);
  });

  test('a batch that was in doubt and is then refused is narrowed down, with a look-up before every call', async () => {
    const org = anOrganization();
    const entries = await approveSome(org, 4);
    org.gateway.faults.push('lose-request');
    await org.serve();
    const culprit = entries[2];
    const post = org.gateway.postVouchers.bind(org.gateway);
    org.gateway.postVouchers = (batch, context) => {
      if (batch.some((it) => it.reference === culprit?.reference)) org.gateway.faults.push('refuse-batch');
      return post(batch, context);
    };
    org.clock.advance(fakeTraits.settlingMs);
    await org.serve();
    expect(states(org, entries)).toEqual(['synced', 'synced', 'rejected', 'synced']);
    expect(entries.map(org.timesBooked)).toEqual([1, 1, 0, 1]);
    expect(org.gateway.lookUps.map((asked) => asked.length)).toEqual([4, 4, 2]);
  });
});

const absent: FindOutcome = { kind: 'absent' };
const brokeDown: PostOutcome = { kind: 'unknown', failure: { code: 'ERP_REPLY_LOST', message: 'Broken down.' } };
const atOnce: PostOutcome = { kind: 'retry', failure: { code: 'ERP_REFUSED', message: 'Once more.' }, afterMs: 0 };
