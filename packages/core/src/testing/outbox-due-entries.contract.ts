import { expect, test } from 'vitest';
import type { OutboxEntry } from '../domain/outbox-entry.ts';
import type { LeasedLane } from '../ports/outbox-store.ts';
import {
  becomes,
  beginSending,
  leaseMany,
  leaseOne,
  type OutboxHarness,
  outcomeOf,
  sendAll,
  sequencesOf,
  settlingMs,
} from './outbox-store.harness.ts';

/** What is due, and in which order. */
export function dueEntriesContract(outbox: () => OutboxHarness): void {
  test('new entries are due at once, in the order of approval, with their records, and no more than asked for', async () => {
    const { store, approve } = outbox();
    const entries = await approve('nbf', 4);
    await approve('hlf', 1);
    const lanes = await leaseMany(store);
    const lane = lanes.find((it) => it.organizationId === 'nbf');
    const due = lane ? await store.readDue(lane, 3) : [];
    expect(due.map(({ entry }) => entry)).toEqual(entries.slice(0, 3));
    expect(due.map(({ fresh }) => fresh)).toEqual([true, true, true]);
    expect(due.map(({ record }) => record.organizationId)).toEqual(['nbf', 'nbf', 'nbf']);
    expect(due.map(({ sentMappingVersion }) => sentMappingVersion)).toEqual([null, null, null]);
  });

  test('those whose wait is over come first, longest over first, and then new ones in order', async () => {
    const { store, approve, passTime } = outbox();
    const waits = [30_000, 10_000, 20_000];
    const waited = (await approve('nbf', 3)).map(({ sequence }) => sequence);
    const lane = await leaseOne(store);
    await sendAll(store, lane, (entry, at) => becomes.waiting(entry, waits[at] ?? 0));
    const fresh = (await approve('nbf', 2)).map(({ sequence }) => sequence);
    await passTime(50_000);
    const due = await store.readDue(lane, 100);
    expect(sequencesOf(due)).toEqual([waited[1], waited[2], waited[0], ...fresh]);
    expect(due.map((it) => it.fresh)).toEqual([false, false, false, true, true]);
    expect(due.map((it) => it.sentMappingVersion)).toEqual([1, 1, 1, null, null]);
    expect(due.map((it) => it.sentAt === null)).toEqual([false, false, false, true, true]);
    expect(due.slice(0, 3).map((it) => Math.floor(it.dueSinceMs / 10_000))).toEqual([4, 3, 2]);
    expect(due.slice(3).every((it) => it.dueSinceMs >= 0)).toBe(true);
    expect(sequencesOf(await store.readDue(lane, 3))).toEqual([waited[1], waited[2], fresh[0]]);
  });

  test('however many have waited, a quarter of the places is kept for new ones', async () => {
    const { store, approve, passTime } = outbox();
    const waited = (await approve('nbf', 12)).map(({ sequence }) => sequence);
    const lane = await leaseOne(store);
    await sendAll(store, lane, (entry) => becomes.waiting(entry, 10_000));
    const fresh = (await approve('nbf', 3)).map(({ sequence }) => sequence);
    await passTime(20_000);
    const due = sequencesOf(await store.readDue(lane, 8));
    expect(due.slice(6)).toEqual(fresh.slice(0, 2));
    expect(waited).toEqual(expect.arrayContaining(due.slice(0, 6)));
  });

  test('an entry that waits does not hold up those behind it, nor come back before its time', async () => {
    const { store, approve, passTime } = outbox();
    const [first] = await approve('nbf');
    const lane = await leaseOne(store);
    await sendAll(store, lane, (entry) => becomes.waiting(entry, 40_000));
    const [second] = await approve('nbf');
    await passTime(20_000);
    expect(sequencesOf(await store.readDue(lane, 10))).toEqual([second?.sequence]);
    await passTime(25_000);
    expect(sequencesOf(await store.readDue(lane, 10))).toEqual([first?.sequence, second?.sequence]);
  });

  test('a lane whose entries all wait is leased once the first wait is over', async () => {
    const { store, approve, passTime } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    await sendAll(store, lane, (entry) => becomes.unknown(entry, 120_000));
    await store.release(lane, {});
    await passTime(60_000);
    expect(await leaseMany(store)).toEqual([]);
    await passTime(65_000);
    const due = await store.readDue(await leaseOne(store), 10);
    expect(due).toMatchObject([{ fresh: false, entry: { state: 'unknown', inDoubt: true, everInDoubt: true } }]);
  });

  test('new entries up to the cursor are not read again, those behind it are; it never moves back', async () => {
    const { store, approve } = outbox();
    const [a, b, c] = (await approve('nbf', 3)).map(({ sequence }) => sequence);
    const lane = await leaseOne(store);
    await store.advanceCursor(lane, b ?? 0n);
    await store.advanceCursor(lane, a ?? 0n);
    expect(sequencesOf(await store.readDue(lane, 10))).toEqual([c]);
  });

  test('an entry that was dealt with is no longer new, even when the cursor was never moved over it', async () => {
    const { store, approve } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    await sendAll(store, lane, becomes.rejected);
    expect(await store.readDue(lane, 10)).toEqual([]);
    await store.release(lane, {});
    expect(await leaseMany(store)).toEqual([]);
  });

  test('of what is due only what is unknown or accepted is read when that is asked for, the longest waiting first', async () => {
    const { store, approve, passTime } = outbox();
    const [late, accepted, early, waits] = await approve('nbf', 5);
    const lane = await leaseOne(store);
    const nextOf = (entry: OutboxEntry) => {
      if (entry.sequence === late?.sequence) return becomes.unknown(entry, 20_000);
      if (entry.sequence === early?.sequence) return becomes.unknown(entry, 5_000);
      if (entry.sequence === accepted?.sequence) return becomes.accepted(entry, 10_000);
      return entry.sequence === waits?.sequence ? becomes.unknown(entry, 300_000) : becomes.waiting(entry, 5_000);
    };
    await sendAll(store, lane, nextOf);
    await approve('nbf');
    await passTime(40_000);
    const inDoubt = [early?.sequence, accepted?.sequence, late?.sequence];
    expect(sequencesOf(await store.readInDoubt(lane, 10))).toEqual(inDoubt);
    expect(sequencesOf(await store.readInDoubt(lane, 2))).toEqual(inDoubt.slice(0, 2));
    expect((await store.readInDoubt(lane, 1)).map((it) => [it.fresh, it.entry.state])).toEqual([[false, 'unknown']]);
    expect(await store.readInDoubt({ ...lane, fence: lane.fence + 1n }, 10)).toEqual([]);
  });

  test('with an accepted one that is due the others are asked for that have waited a quarter of their time, and by then not again', async () => {
    const { store, approve, passTime } = outbox();
    const lane = await acceptAt(outbox(), [0, 60_000, 120_000], 200_000);
    const [first, second, third] = lane.sequences;
    await passTime(100_000);
    const due = await store.readDue(lane, 10);
    expect(sequencesOf(due)).toEqual([first, second, third]);
    expect(due.slice(1).map((it) => [it.fresh, it.dueSinceMs])).toEqual([
      [false, 0],
      [false, 0],
    ]);
    expect(sequencesOf(await store.readInDoubt(lane, 10))).toEqual([first, second, third]);
    expect(sequencesOf(await store.readDue(lane, 2))).toEqual([first, second]);
    const again = due.map(({ entry }) => ({ entry, next: becomes.accepted(entry, 200_000), log: null }));
    await store.recordOutcomes(lane, again);
    expect(await store.readDue(lane, 10)).toEqual([]);
    await approve('nbf');
    await passTime(190_000);
    expect((await store.readDue(lane, 10)).map(({ fresh }) => fresh)).toEqual([true]);
    await passTime(20_000);
    expect(sequencesOf(await store.readDue(lane, 10)).slice(0, 3)).toEqual([first, second, third]);
  });

  test('an accepted one that was asked for a moment ago is not asked for along', async () => {
    const { store, passTime } = outbox();
    const lane = await acceptAt(outbox(), [0, 180_000], 200_000);
    await passTime(40_000);
    expect(sequencesOf(await store.readDue(lane, 10))).toEqual(lane.sequences.slice(0, 1));
  });

  test('what waits for anything but its booking is not asked for along', async () => {
    const { store, approve, passTime } = outbox();
    const [asked, doubted, waits, puzzling] = await approve('nbf', 4);
    const lane = await leaseOne(store);
    const nextOf = (entry: OutboxEntry) => {
      if (entry.sequence === asked?.sequence) return becomes.accepted(entry, 60_000);
      if (entry.sequence === doubted?.sequence) return becomes.unknown(entry, 90_000);
      return entry.sequence === waits?.sequence ? becomes.waiting(entry, 90_000) : becomes.accepted(entry, 60_000);
    };
    await sendAll(store, lane, nextOf);
    await passTime(65_000);
    const due = await store.readDue(lane, 10);
    expect(sequencesOf(due)).toEqual([asked?.sequence, puzzling?.sequence]);
    const [again, inconclusive] = due.map(({ entry }) => entry);
    if (again === undefined || inconclusive === undefined) throw new Error('Two were read.');
    await store.recordOutcomes(lane, [
      outcomeOf(again, becomes.accepted(again, 60_000)),
      outcomeOf(inconclusive, becomes.undecided(inconclusive, 100_000)),
    ]);
    await passTime(65_000);
    const later = new Set([doubted?.sequence, waits?.sequence, asked?.sequence]);
    expect(new Set(sequencesOf(await store.readDue(lane, 10)))).toEqual(later);
    expect(sequencesOf(await store.readInDoubt(lane, 10))).toEqual([doubted?.sequence, asked?.sequence]);
  });

  test('a lane is not due for those that are only asked for along', async () => {
    const { store, passTime } = outbox();
    const lane = await acceptAt(outbox(), [0, 60_000], 200_000);
    await store.release(lane, {});
    await passTime(120_000);
    expect(await leaseMany(store)).toEqual([]);
    await passTime(30_000);
    expect(await leaseMany(store)).toHaveLength(1);
  });

  test('an entry that is being sent is not due', async () => {
    const { store, approve, passTime } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    await beginSending(store, lane, await store.readDue(lane, 10));
    await passTime(30_000);
    expect(await store.readDue(lane, 10)).toEqual([]);
  });

  test('each is told with the versions of configuration and credentials by which it was, or was not, sent to other books', async () => {
    const { store, approve, connectOtherBooks } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    await sendAll(store, lane, (entry) => becomes.unknown(entry, 0));
    await approve('nbf');
    const read = async () => {
      const due = [...(await store.readDue(lane, 10)), ...(await store.readInDoubt(lane, 10))];
      return due.map(({ entry: { state }, sentElsewhere, readUnder }) => ({ state, sentElsewhere, readUnder }));
    };
    const told = (version: number, sentElsewhere: boolean) => {
      const readUnder = { configVersion: version, credentialVersion: version };
      const inDoubt = { state: 'unknown', sentElsewhere, readUnder };
      return [inDoubt, { state: 'pending', sentElsewhere: false, readUnder }, inDoubt];
    };
    expect(await read()).toEqual(told(1, false));
    await connectOtherBooks('nbf');
    expect(await read()).toEqual(told(2, true));
  });

  test('what a lost sender left in the middle of a call is in doubt, and due when its settling time is over as if it were sent now: the clock may have been put forward', async () => {
    const { store, approve, passTime, entryOf, logOf } = outbox();
    const [left] = await approve('nbf');
    const lost = await leaseOne(store, 'lost');
    await beginSending(store, lost, await store.readDue(lost, 10), 60_000);
    await passTime(24 * 3_600_000);
    const lane = await leaseOne(store, 'next');
    expect(await store.adoptOrphans(lane)).toBe(1);
    expect(await store.adoptOrphans(lane)).toBe(0);
    expect(left && (await entryOf('nbf', left.sequence))).toMatchObject({
      state: 'unknown',
      inDoubt: true,
      everInDoubt: true,
      attempts: 1,
      batchKey: 'BATCH1',
      failure: { code: 'SENDER_LOST' },
    });
    expect(await logOf('nbf')).toEqual([{ action: 'attempt', result: 'in-doubt', errorCode: 'SENDER_LOST' }]);
    await passTime(settlingMs - 5_000);
    expect(await store.readDue(lane, 10)).toEqual([]);
    await passTime(10_000);
    expect(sequencesOf(await store.readDue(lane, 10))).toEqual([left?.sequence]);
  });
}

/** Has the ERP accept vouchers of one organization at so many milliseconds from the first on, to be asked for after `pollMs`; the lane is held. */
async function acceptAt(
  { store, approve, passTime }: OutboxHarness,
  times: readonly number[],
  pollMs: number,
): Promise<LeasedLane & { readonly sequences: readonly bigint[] }> {
  const sequences: bigint[] = [];
  let lane: LeasedLane | undefined;
  for (const [at, time] of times.entries()) {
    await passTime(time - (times[at - 1] ?? 0));
    const [entry] = await approve('nbf');
    lane = await leaseOne(store);
    await sendAll(store, lane, (sending) => becomes.accepted(sending, pollMs));
    if (entry !== undefined) sequences.push(entry.sequence);
    if (at < times.length - 1) await store.release(lane, {});
  }
  if (lane === undefined) throw new Error('Something is to be accepted.');
  return { ...lane, sequences };
}
