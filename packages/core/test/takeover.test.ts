import { aFieldMapping, createVirtualClock, fakeTraits } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization, serveOptions, type TestOrganization } from './support/an-organization.ts';

/** A worker whose call arrives in the ERP only once it is let: until then the worker waits for its answer, and its clock stands still. */
async function callLate(org: TestOrganization) {
  const { gateway } = org;
  const begun = Promise.withResolvers<void>();
  const arrival = Promise.withResolvers<void>();
  const postVouchers: typeof gateway.postVouchers = async (...call) => {
    begun.resolve();
    await arrival.promise;
    return await gateway.postVouchers(...call);
  };
  const gateways = { gatewayFor: () => Promise.resolve({ ...gateway, postVouchers }) };
  const served = org.serve({ owner: 'first', clock: createVirtualClock(), gateways });
  await begun.promise;
  return {
    arrive() {
      arrival.resolve();
      return served;
    },
  };
}

/** Lets the call arrive, and the second worker look for it when so much time has passed. @returns how the first one's turn ended. */
async function settled(org: TestOrganization, call: Awaited<ReturnType<typeof callLate>>, afterMs: number) {
  const end = await call.arrive();
  org.clock.advance(afterMs);
  await org.serve({ owner: 'second' });
  return end;
}

/** A worker that freezes in the middle of its call: its clock stands still, the world's goes on. */
async function freezeInCall(org: TestOrganization) {
  const clock = createVirtualClock();
  org.gateway.faults.push('hang');
  const called = org.gateway.nextCall();
  const served = org.serve({ owner: 'frozen', clock });
  await called;
  return {
    thaw() {
      clock.advance(fakeTraits.longestOperationMs);
      return served;
    },
  };
}

const stored = (org: TestOrganization) => structuredClone({ entries: org.outbox.entries(), log: org.outbox.log });

describe('a lane that changes hands', () => {
  test('is not free before the call under way has met its deadline', async () => {
    const longestOperationMs = 10 * serveOptions.leaseMs;
    const org = anOrganization(aFieldMapping(), { longestOperationMs });
    await org.approve();
    await freezeInCall(org);
    org.clock.advance(longestOperationMs);
    expect(await org.lease('second')).toBeUndefined();
  });

  test('DOD-2 keeps what the second worker wrote: the frozen one writes nothing, and its voucher is asked for and booked once', async () => {
    const org = anOrganization();
    const it = await org.approve();
    const frozen = await freezeInCall(org);
    org.clock.advance(serveOptions.leaseMs);
    expect(await org.serve({ owner: 'second' })).toBe('drained');
    expect(org.entry(it)).toMatchObject({ state: 'unknown', failure: { code: 'SENDER_LOST' } });

    const before = stored(org);
    expect(await frozen.thaw()).toBe('lost');
    expect(stored(org)).toEqual(before);

    org.clock.advance(fakeTraits.settlingMs - 1);
    expect(await org.serve({ owner: 'second' })).toBeUndefined();
    org.clock.advance(1);
    await org.serve({ owner: 'second' });
    expect(org.entry(it)).toMatchObject({ state: 'synced', attempts: 1 });
    expect(org.gateway.calls).toEqual([[it.reference]]);
    expect(org.gateway.lookUps).toEqual([[it.reference]]);
    expect(org.timesBooked(it)).toBe(1);
    expect(org.outbox.log.map(({ result }) => result)).toEqual(['in-doubt', 'succeeded']);
  });

  test('stays as it was settled when the frozen worker comes back only after that', async () => {
    const org = anOrganization();
    const it = await org.approve();
    const frozen = await freezeInCall(org);
    org.clock.advance(serveOptions.leaseMs);
    await org.serve({ owner: 'second' });
    org.clock.advance(fakeTraits.settlingMs);
    await org.serve({ owner: 'second' });
    const before = stored(org);
    expect(await frozen.thaw()).toBe('lost');
    expect(stored(org)).toEqual(before);
    expect(org.timesBooked(it)).toBe(1);
  });

  test('is not sent for while a call of the former worker may still book, though the database’s clock was put forward in the middle of it', async () => {
    const org = anOrganization();
    const it = await org.approve();
    const call = await callLate(org);
    org.clock.advance(24 * 3_600_000);
    await org.serve({ owner: 'second' });
    expect(await settled(org, call, fakeTraits.settlingMs)).toBe('lost');
    expect(org.entry(it)).toMatchObject({ state: 'synced', attempts: 1 });
    expect(org.timesBooked(it)).toBe(1);
  });

  test('nor though the books declare a settling time that is over before their longest call is', async () => {
    const org = anOrganization(aFieldMapping(), { settlingMs: fakeTraits.longestOperationMs / 2 });
    const it = await org.approve();
    const call = await callLate(org);
    org.clock.advance(24 * 3_600_000);
    await org.serve({ owner: 'second' });
    org.clock.advance(fakeTraits.longestOperationMs - 1);
    await org.serve({ owner: 'second' });
    expect(await settled(org, call, fakeTraits.settlingMs)).toBe('lost');
    expect(org.entry(it)).toMatchObject({ state: 'synced', attempts: 1 });
    expect(org.timesBooked(it)).toBe(1);
  });

  test('waits by the settling time of the books that were called, though quicker ones are connected when it is taken over', async () => {
    const org = anOrganization();
    const it = await org.approve();
    const call = await callLate(org);
    org.clock.advance(serveOptions.leaseMs);
    org.outbox.connectLedger('nbf', 'quicker');
    const quicker = { ...org.gateway, traits: { ...fakeTraits, longestOperationMs: 5_000, settlingMs: 6_000 } };
    await org.serve({ owner: 'second', gateways: { gatewayFor: () => Promise.resolve(quicker) } });
    expect(org.entry(it)).toMatchObject({ state: 'unknown', failure: { code: 'SENDER_LOST' } });
    org.outbox.connectLedger('nbf', 'first');
    org.clock.advance(fakeTraits.settlingMs - 1);
    await org.serve({ owner: 'second' });
    expect(await settled(org, call, 1)).toBe('lost');
    expect(org.entry(it)).toMatchObject({ state: 'synced', attempts: 1 });
    expect(org.timesBooked(it)).toBe(1);
  });

  test('a worker that slept between its intent and the call makes no call', async () => {
    const org = anOrganization();
    const it = await org.approve();
    const clock = createVirtualClock();
    const outbox = { ...org.outbox };
    outbox.openAttempts = async (...intent) => {
      const grant = await org.outbox.openAttempts(...intent);
      clock.advance(fakeTraits.longestOperationMs);
      return grant;
    };
    expect(await org.serve({ owner: 'sleepy', clock, outbox })).toBe('resting');
    expect(org.gateway.calls).toEqual([]);
    expect(org.entry(it)).toMatchObject({ state: 'pending', inDoubt: false });
  });
});
