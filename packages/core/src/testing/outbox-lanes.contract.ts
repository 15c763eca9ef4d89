import { expect, test } from 'vitest';
import type { OutboxHarness } from './outbox-store.harness.ts';
import {
  becomes,
  beginSending,
  intentTo,
  leaseMany,
  leaseMs,
  leaseOne,
  organizationsOf,
  outcomeOf,
  sendAll,
} from './outbox-store.harness.ts';

/** The versions that an organization starts with. */
const firstVersions = { configVersion: 1, credentialVersion: 1 };

/** Who may send for which organization, and until when. */
export function lanesContract(outbox: () => OutboxHarness): void {
  test('one sender per organization at a time, also when many ask at once', async () => {
    const { store, approve } = outbox();
    await approve('nbf');
    await approve('hlf');
    const owners = ['a', 'b', 'c', 'd', 'e', 'f'];
    const leased = await Promise.all(owners.map((owner) => leaseMany(store, owner)));
    expect(organizationsOf(leased.flat()).toSorted()).toEqual(['hlf', 'nbf']);
    expect(await leaseMany(store, 'late')).toEqual([]);
  });

  test('a lane without anything due is not leased', async () => {
    const { store, approve } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    await sendAll(store, lane, becomes.booked);
    await store.release(lane, {});
    expect(await leaseMany(store)).toEqual([]);
  });

  test('the fence grows with each lease, whether the last one was given back or ran out', async () => {
    const { store, approve, passTime } = outbox();
    await approve('nbf');
    const first = await leaseOne(store, 'first');
    await store.release(first, {});
    const second = await leaseOne(store, 'second');
    await passTime(leaseMs + 5_000);
    const third = await leaseOne(store, 'second');
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(third.fence).toBeGreaterThan(second.fence);
  });

  test('whoever lost the lane changes nothing, whatever he writes', async () => {
    const { store, approve, passTime, entryOf, logOf, countHot } = outbox();
    const [entry] = await approve('nbf', 2);
    const lost = await leaseOne(store, 'first');
    const due = await store.readDue(lost, 10);
    const [sending] = await beginSending(store, lost, due.slice(0, 1));
    await passTime(leaseMs + 5_000);
    // The same owner's name again: it is the fence that counts.
    const lane = await leaseOne(store, 'first');
    const stored = async () => {
      const { state, attempts, failure } = (await entryOf('nbf', entry?.sequence ?? 0n)) ?? {};
      return { state, attempts, failure, log: await logOf('nbf'), hot: await countHot('nbf') };
    };
    const before = await stored();

    expect(await store.adoptOrphans(lost)).toBeUndefined();
    expect(await store.readDue(lost, 10)).toEqual([]);
    expect(
      await store.openAttempts(
        lost,
        due.slice(1).map(({ entry: it }) => intentTo(it)),
        1_000,
      ),
    ).toBeUndefined();
    const booked = sending ? [outcomeOf(sending, becomes.booked(sending))] : [];
    expect(await store.recordOutcomes(lost, booked)).toBe(false);
    expect(await store.recordOutcomes(lost, [])).toBe(false);
    expect(await store.renewLease(lost, leaseMs)).toBe(false);
    await store.advanceCursor(lost, due.at(-1)?.entry.sequence ?? 0n);
    await store.release(lost, {
      restMs: 600_000,
      pause: { code: 'ERP_WRONG_LEDGER', message: 'Wrong.', ...firstVersions },
    });

    expect(await stored()).toEqual(before);
    expect(await store.renewLease(lane, leaseMs)).toBe(true);
    expect((await store.readDue(lane, 10)).map((it) => it.fresh)).toEqual([true]);
    await store.release(lane, {});
    expect(organizationsOf(await leaseMany(store))).toEqual(['nbf']);
  });

  test('a lease that ran out opens no attempt and cannot be renewed, even when nobody else has come', async () => {
    const { store, approve, passTime } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    const due = await store.readDue(lane, 10);
    await passTime(leaseMs + 5_000);
    expect(
      await store.openAttempts(
        lane,
        due.map(({ entry }) => intentTo(entry)),
        1_000,
      ),
    ).toBeUndefined();
    expect(await store.renewLease(lane, leaseMs)).toBe(false);
  });

  test('a renewed lease lasts longer, and a shorter renewal takes nothing away', async () => {
    const { store, approve, passTime } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    expect(await store.renewLease(lane, 3 * leaseMs)).toBe(true);
    expect(await store.renewLease(lane, 1_000)).toBe(true);
    await passTime(2 * leaseMs);
    expect(await leaseMany(store, 'second')).toEqual([]);
    await passTime(2 * leaseMs);
    expect(await leaseMany(store, 'second')).toHaveLength(1);
  });

  test('TOG-2 a disabled connector’s lane is not leased; enabled again, it is', async () => {
    const { store, approve, setEnabled } = outbox();
    await approve('nbf');
    await setEnabled('nbf', false);
    expect(await leaseMany(store)).toEqual([]);
    await setEnabled('nbf', true);
    expect(await leaseMany(store)).toHaveLength(1);
  });

  test('a lane that rests is left alone for so long', async () => {
    const { store, approve, passTime } = outbox();
    await approve('nbf');
    await store.release(await leaseOne(store), { restMs: 60_000 });
    await passTime(50_000);
    expect(await leaseMany(store)).toEqual([]);
    await passTime(15_000);
    expect(await leaseMany(store)).toHaveLength(1);
  });

  test('whoever gives a lane back is told whether something of it is due already, unless it rests, is paused or was no longer theirs', async () => {
    const { store, approve, passTime } = outbox();
    await approve('nbf');
    const lost = await leaseOne(store);
    await passTime(leaseMs + 5_000);
    const lane = await leaseOne(store, 'second');
    expect(await store.release(lost, {})).toBe(false);
    expect(await store.release(lane, {})).toBe(true);
    expect(await store.release(await leaseOne(store), { restMs: 60_000 })).toBe(false);
    await passTime(65_000);
    const sent = await leaseOne(store);
    await sendAll(store, sent, becomes.booked);
    expect(await store.release(sent, {})).toBe(false);
    await approve('nbf');
    const pause = { code: 'ERP_AUTHENTICATION_FAILED', message: 'Refused.', ...firstVersions } as const;
    expect(await store.release(await leaseOne(store), { pause })).toBe(false);
  });

  test('a paused lane is left alone until somebody enables the connector again', async () => {
    const { store, approve, passTime, setEnabled } = outbox();
    await approve('nbf');
    await store.release(await leaseOne(store), {
      pause: { code: 'ERP_AUTHENTICATION_FAILED', message: 'Refused.', ...firstVersions },
    });
    await passTime(7 * 86_400_000);
    expect(await leaseMany(store)).toEqual([]);
    await setEnabled('nbf', true);
    expect(await leaseMany(store)).toHaveLength(1);
  });

  test('the lane that waited longest is leased first', async () => {
    const { store, approve, passTime } = outbox();
    for (const organizationId of ['c', 'a', 'b']) await approve(organizationId);
    const order: string[] = [];
    for (let at = 0; at < 6; at += 1) {
      const lane = await leaseOne(store);
      order.push(lane.organizationId);
      await store.release(lane, {});
      await passTime(1_000);
    }
    expect(order.slice(3)).toEqual(order.slice(0, 3));
    expect(order.slice(0, 3).toSorted()).toEqual(['a', 'b', 'c']);
    await approve('never-served');
    expect((await leaseOne(store)).organizationId).toBe('never-served');
  });

  test('no more lanes are found than asked for, and finding one takes nothing', async () => {
    const { store, approve } = outbox();
    for (const organizationId of ['a', 'b', 'c']) await approve(organizationId);
    const found = await store.findDueLanes(2);
    expect(found).toHaveLength(2);
    expect(await store.findDueLanes(2)).toEqual(found);
    expect(organizationsOf(await leaseMany(store, 'first', 2)).toSorted()).toEqual(found.toSorted());
    expect(await leaseMany(store, 'second', 2)).toHaveLength(1);
  });

  test('of the lanes that are named only those are leased that are due and free, and no other', async () => {
    const { store, approve, setEnabled } = outbox();
    for (const organizationId of ['taken', 'disabled', 'resting', 'paused', 'drained', 'due', 'not-named'])
      await approve(organizationId);
    await setEnabled('disabled', false);
    const leaseOf = async (organizationId: string) => {
      const [lane] = await store.leaseLanes({ owner: 'first', organizations: [organizationId], leaseMs });
      if (lane === undefined) throw new Error(`${organizationId} could not be leased.`);
      return lane;
    };
    await leaseOf('taken');
    await store.release(await leaseOf('resting'), { restMs: 60_000 });
    const pause = { code: 'ERP_AUTHENTICATION_FAILED', message: 'Refused.', ...firstVersions } as const;
    await store.release(await leaseOf('paused'), { pause });
    const drained = await leaseOf('drained');
    await sendAll(store, drained, becomes.booked);
    await store.release(drained, {});

    const organizations = ['taken', 'disabled', 'resting', 'paused', 'drained', 'due', 'nobody'];
    expect(organizationsOf(await store.leaseLanes({ owner: 'second', organizations, leaseMs }))).toEqual(['due']);
    expect(await store.leaseLanes({ owner: 'second', organizations: [], leaseMs })).toEqual([]);
    expect(await store.findDueLanes(10)).toEqual(['not-named']);
  });
}
