import { laneRestMs, type OutboxEntry, type PostOutcome } from '@bilag/core';
import { aFieldMapping } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization, type TestOrganization } from './support/an-organization.ts';

async function approveSome(org: TestOrganization, count: number): Promise<readonly OutboxEntry[]> {
  const entries: OutboxEntry[] = [];
  for (let at = 0; at < count; at += 1) entries.push(await org.approve());
  return entries;
}

/** Serves the lane as often as it comes up within the time, and says at which seconds it did. */
async function turnsWithin(org: TestOrganization, seconds: number): Promise<readonly number[]> {
  const turns: number[] = [];
  for (let at = 0; at < seconds; at += 1) {
    if ((await org.serve()) !== undefined) turns.push(at);
    org.clock.advance(1_000);
  }
  return turns;
}

const brokeDown: PostOutcome = { kind: 'unknown', failure: { code: 'ERP_TIMEOUT', message: 'No answer.' } };

describe('an accounting system that is out of service', () => {
  test('is tried ever more rarely, and after three vain turns with one voucher only, until it serves again', async () => {
    const org = anOrganization();
    await approveSome(org, 60);
    const outage = Array.from({ length: 100 }, () => 'unreachable' as const);
    org.gateway.faults.push(...outage);
    const turns = await turnsWithin(org, 600);
    expect(turns.length).toBeLessThan(25);
    const sizes = org.gateway.calls.map(({ length }) => length);
    expect(sizes.slice(0, 3)).toEqual([10, 10, 10]);
    expect(sizes.slice(3).every((size) => size === 1)).toBe(true);
  });

  test('that serves again gets everything at once, as soon as one voucher has gone through', async () => {
    const org = anOrganization();
    const entries = await approveSome(org, 50);
    org.gateway.faults.push('unreachable', 'unreachable', 'unreachable', 'unreachable');
    await turnsWithin(org, 20);
    org.clock.advance(3_600_000);
    await org.serve();
    expect(entries.map((it) => org.entry(it)?.state)).toEqual(entries.map(() => 'synced'));
    expect(org.gateway.calls.map(({ length }) => length).slice(0, 5)).toEqual([10, 10, 10, 1, 1]);
  });

  test('is not taken for served because a mapping was saved at the moment of an intent: the next voucher is tried alone, too', async () => {
    const org = anOrganization();
    await approveSome(org, 30);
    org.gateway.faults.push(...Array.from({ length: 100 }, () => 'unreachable' as const));
    await turnsWithin(org, 60);
    org.gateway.faults.splice(0);
    org.clock.advance(3_600_000);
    let isSaved = false;
    const openAttempts: typeof org.outbox.openAttempts = async (...intent) => {
      if (!isSaved) org.remap({ ...aFieldMapping(), version: 2 });
      isSaved = true;
      return await org.outbox.openAttempts(...intent);
    };
    const before = org.gateway.calls.length;
    await org.serve({ outbox: { ...org.outbox, openAttempts } });
    expect(isSaved).toBe(true);
    expect(org.gateway.calls[before]).toHaveLength(1);
  });

  test.each([
    [1, 60_000],
    [10, 1_200_000],
  ])(
    'for %i vouchers that always break it, looked up after %i ms each, still serves new ones within minutes',
    async (count, settlingMs) => {
      const org = anOrganization(aFieldMapping(), { settlingMs });
      const poison = new Set((await approveSome(org, count)).map(({ reference }) => reference));
      const post = org.gateway.postVouchers.bind(org.gateway);
      org.gateway.postVouchers = (batch, context) => {
        if (!batch.some((it) => poison.has(it.reference))) return post(batch, context);
        return Promise.resolve(new Map(batch.map((it) => [it.reference, brokeDown])));
      };
      await turnsWithin(org, 4 * 3_600);
      const good = await org.approve();
      await turnsWithin(org, 300);
      expect(org.entry(good)?.state).toBe('synced');
    },
  );

  test('for another organization holds up nobody', async () => {
    const [down, sound] = [anOrganization(), anOrganization()];
    down.gateway.faults.push('unreachable');
    await down.approve();
    const it = await sound.approve();
    await down.serve();
    await sound.serve();
    expect(sound.entry(it)?.state).toBe('synced');
  });

  test('is tried at once when an administrator enables the connector again', async () => {
    const org = anOrganization();
    org.gateway.faults.push('unreachable', 'unreachable', 'unreachable');
    await org.approve();
    await turnsWithin(org, 60);
    org.outbox.setEnabled('nbf', true);
    await approveSome(org, 3);
    await org.serve();
    expect(org.gateway.calls.at(-1)).toHaveLength(3);
  });
});

describe('the rest of a lane', () => {
  test.each([
    [1, 0, 0, 1_000],
    [2, 0, 0, 1_000],
    [3, 0.999, 0, 4_998],
    [4, 0, 0, 7_500],
    [5, 0, 0, 30_000],
    [99, 0.5, 0, 45_000],
    [1, 0, 90_000, 90_000],
    [5, 0, 3_600_000, 3_600_000],
    // What a connector passes on may be anything; more than a database’s integer holds could not be stored.
    [1, 0, 1_500.5, 1_501],
    [1, 0, 1e12, 86_400_000],
  ])(
    'after %i turns without service, with chance %f and %i ms asked for, is %i ms',
    (troubles, random, asked, rest) => {
      expect(laneRestMs(troubles, random, asked)).toBe(rest);
    },
  );
});
