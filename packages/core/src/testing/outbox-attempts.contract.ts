import { expect, test } from 'vitest';
import type { OutboxEntry } from '../domain/outbox-entry.ts';
import type { LeasedLane } from '../ports/outbox-store.ts';
import {
  becomes,
  beginSending,
  intentTo,
  leaseMany,
  leaseMs,
  leaseOne,
  type OutboxHarness,
  outcomeOf,
  sendAll,
} from './outbox-store.harness.ts';

/** What is committed before a call, and what after it. */
export function attemptsContract(outbox: () => OutboxHarness): void {
  const now = (entry: OutboxEntry) => outbox().entryOf(entry.organizationId, entry.sequence);

  test('once granted, the intent stands: being sent, counted, in doubt, under its batch', async () => {
    const { store, approve } = outbox();
    const entries = await approve('nbf', 2);
    const lane = await leaseOne(store);
    await beginSending(store, lane, await store.readDue(lane, 10));
    for (const it of entries) {
      expect(await now(it)).toMatchObject({ state: 'sending', attempts: 1, inDoubt: true, batchKey: 'BATCH1' });
    }
  });

  test('the lease outlives the call that was granted, and the call’s time is no longer than was asked for', async () => {
    const { store, approve, passTime } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    const operationMs = 10 * leaseMs;
    const intents = (await store.readDue(lane, 10)).map(({ entry }) => intentTo(entry));
    const grant = await store.openAttempts(lane, intents, operationMs);
    const { sendWithinMs } = typeof grant === 'object' ? grant : { sendWithinMs: 0 };
    expect(sendWithinMs).toBeGreaterThan(0);
    expect(sendWithinMs).toBeLessThanOrEqual(operationMs);
    await passTime(operationMs);
    expect(await leaseMany(store, 'second')).toEqual([]);
    expect(await store.renewLease(lane, 1_000)).toBe(true);
  });

  test('a mapping that was saved since the vouchers were made opens nothing, whatever version made them', async () => {
    const { store, approve, remap } = outbox();
    const [entry] = await approve('nbf');
    const lane = await leaseOne(store);
    const [intent] = (await store.readDue(lane, 10)).map((it) => intentTo(it.entry));
    await remap('nbf');
    expect(intent && (await store.openAttempts(lane, [intent], 1_000))).toBe('stale');
    expect(entry && (await now(entry))).toMatchObject({ state: 'pending', attempts: 0 });
    const anew = intent && { ...intent, newestMappingVersion: 2 };
    expect(anew && (await store.openAttempts(lane, [anew], 1_000))).toMatchObject({ sendWithinMs: expect.any(Number) });
  });

  test('other books that were connected since the configuration was read open nothing', async () => {
    const { store, approve, connectOtherBooks } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    const [intent] = (await store.readDue(lane, 10)).map((it) => intentTo(it.entry));
    await connectOtherBooks('nbf');
    expect(intent && (await store.openAttempts(lane, [intent], 1_000))).toBe('stale');
    const anew = intent && { ...intent, configVersion: 2, credentialVersion: 2 };
    expect(anew && (await store.openAttempts(lane, [anew], 1_000))).toMatchObject({ sendWithinMs: expect.any(Number) });
  });

  test('an entry that is no longer as it was read opens nothing, for itself and for its whole batch', async () => {
    const { store, approve } = outbox();
    const [first, second] = await approve('nbf', 2);
    const lane = await leaseOne(store);
    const due = await store.readDue(lane, 10);
    await beginSending(store, lane, due.slice(0, 1));
    expect(
      await store.openAttempts(
        lane,
        due.map(({ entry }) => intentTo(entry)),
        1_000,
      ),
    ).toBe('stale');
    expect(first && (await now(first))).toMatchObject({ state: 'sending', attempts: 1 });
    expect(second && (await now(second))).toMatchObject({ state: 'pending', attempts: 0, batchKey: null });
  });

  test('an entry that was sent and given back since it was read opens nothing', async () => {
    const { store, approve } = outbox();
    const [entry] = await approve('nbf');
    const lane = await leaseOne(store);
    const due = await store.readDue(lane, 10);
    await sendAll(store, lane, (it) => becomes.waiting(it, 0));
    expect(
      await store.openAttempts(
        lane,
        due.map((it) => intentTo(it.entry)),
        1_000,
      ),
    ).toBe('stale');
    expect(entry && (await now(entry))).toMatchObject({ state: 'pending', attempts: 1 });
  });

  test('TOG-2 once the connector is disabled no attempt is opened, but what is under way is recorded', async () => {
    const { store, approve, setEnabled } = outbox();
    const [first, second] = await approve('nbf', 2);
    const lane = await leaseOne(store);
    const due = await store.readDue(lane, 10);
    const sending = await beginSending(store, lane, due.slice(0, 1));
    await setEnabled('nbf', false);
    expect(
      await store.openAttempts(
        lane,
        due.slice(1).map(({ entry }) => intentTo(entry)),
        1_000,
      ),
    ).toBe('stale');
    expect(
      await store.recordOutcomes(
        lane,
        sending.map((it) => outcomeOf(it, becomes.booked(it))),
      ),
    ).toBe(true);
    expect(first && (await now(first))?.state).toBe('synced');
    expect(second && (await now(second))?.state).toBe('pending');
  });

  test('an outcome is kept in full, with its step in the sync log; without a step nothing is logged', async () => {
    const { store, approve, logOf } = outbox();
    const [entry] = await approve('nbf');
    const lane = await leaseOne(store);
    const [sending] = await sendAll(store, lane, (it) => becomes.waiting(it, 0));
    const failure = { code: 'UNMAPPED_EXPENSE_TYPE', message: 'No rule.', field: 'lines[0].expenseType' } as const;
    const logged = [{ action: 'attempt', result: 'retrying', errorCode: 'ERP_UNAVAILABLE' }];
    expect(await logOf('nbf')).toEqual(logged);
    const status = { state: 'rejected', dueInMs: null, failures: 3, lookUps: 2, batchLimit: 4, failure } as const;
    const next = { ...status, attempts: 1, inDoubt: true, everInDoubt: true, erpReference: 'F-1' };
    expect(sending && (await store.recordOutcomes(lane, [{ entry: sending, next, log: null }]))).toBe(true);
    const kept: Partial<OutboxEntry> = { ...(entry && (await now(entry))) };
    expect(kept).toMatchObject({ ...next, dueInMs: kept.dueInMs });
    expect(await logOf('nbf')).toEqual(logged);
  });

  test('what was sent last is told word for word, and only to the holder of the lane', async () => {
    const { store, approve } = outbox();
    const [first, second] = await approve('nbf', 2);
    const lane = await leaseOne(store);
    const due = await store.readDue(lane, 1);
    const send = async (payload: string) => {
      const [it] = due;
      if (it === undefined) throw new Error('Nothing is due.');
      const entry = (await store.readDue(lane, 10)).find(
        ({ entry: { sequence } }) => sequence === it.entry.sequence,
      )?.entry;
      const intent = { ...intentTo(entry ?? it.entry), payload };
      await store.openAttempts(lane, [intent], 1_000);
      const sending = { ...intent.entry, ...intent.next, batchKey: intent.batchKey };
      await store.recordOutcomes(lane, [outcomeOf(sending, becomes.waiting(sending, 0))]);
    };
    await send('{"amount":"1.00"}');
    await send('{"amount":"2.00","text":"«Æ»"}');
    const sequences = [first?.sequence ?? 0n, second?.sequence ?? 0n];
    expect([...(await store.sentPayloads(lane, sequences))]).toEqual([
      [first?.reference, '{"amount":"2.00","text":"«Æ»"}'],
    ]);
    expect((await store.sentPayloads({ ...lane, fence: lane.fence + 1n }, sequences)).size).toBe(0);
  });

  test('with what was sent last comes what was sent in the same call and is in doubt as well, and nothing of other calls or organizations', async () => {
    const { store, approve } = outbox();
    await approve('nbf', 4);
    await approve('other', 1);
    const lanes = await leaseMany(store);
    const send = async (lane: LeasedLane | undefined, count: number, batchKey: string) => {
      if (lane === undefined) throw new Error('The lane was not leased.');
      const due = (await store.readDue(lane, 10)).slice(0, count);
      const intents = due.map(({ entry }) => ({ ...intentTo(entry), batchKey, payload: entry.reference }));
      await store.openAttempts(lane, intents, 1_000);
      const sending = intents.map(({ entry, next }) => ({ ...entry, ...next, batchKey }));
      const become = (entry: OutboxEntry, at: number) =>
        at < 2 ? becomes.unknown(entry, 60_000) : becomes.accepted(entry, 60_000);
      await store.recordOutcomes(
        lane,
        sending.map((entry, at) => outcomeOf(entry, become(entry, at))),
      );
      return sending;
    };
    const lane = lanes.find(({ organizationId }) => organizationId === 'nbf');
    const [one, two, accepted] = await send(lane, 3, 'BATCH1');
    await send(lane, 1, 'BATCH2');
    await send(
      lanes.find((it) => it !== lane),
      1,
      'BATCH1',
    );
    const told = async (it: OutboxEntry | undefined) =>
      new Map(lane && (await store.sentPayloads(lane, [it?.sequence ?? 0n])));
    const payloadsOf = (...entries: readonly (OutboxEntry | undefined)[]) =>
      new Map(entries.map((it) => [it?.reference, it?.reference]));
    expect(await told(one)).toEqual(payloadsOf(one, two));
    expect(await told(accepted)).toEqual(payloadsOf(one, two, accepted));
  });

  test('AUD-4 what the ERP answered is kept with the step, whatever characters it holds', async () => {
    const { store, approve, logOf } = outbox();
    await approve('nbf');
    const lane = await leaseOne(store);
    const [entry] = await beginSending(store, lane, await store.readDue(lane, 1));
    if (entry === undefined) throw new Error('Nothing was sent.');
    const reply = { status: 400, body: '{"error":"«9999» finnes ikke 😀"}' };
    const step = { action: 'attempt', result: 'failed', errorCode: 'ERP_REFUSED', message: null, reply } as const;
    expect(await store.recordOutcomes(lane, [{ entry, next: becomes.rejected(entry), log: step }])).toBe(true);
    expect(await logOf('nbf')).toEqual([{ action: 'attempt', result: 'failed', errorCode: 'ERP_REFUSED', reply }]);
  });

  test('a finished entry leaves the hot set for good and can still be seen', async () => {
    const { store, approve, countHot, passTime, logOf } = outbox();
    const [entry] = await approve('nbf', 2);
    const lane = await leaseOne(store);
    await sendAll(store, lane, (it, at) => (at === 0 ? becomes.booked(it) : becomes.rejected(it)));
    expect(await countHot('nbf')).toBe(1);
    expect(entry && (await now(entry))).toMatchObject({ state: 'synced', erpReference: '4711', inDoubt: false });
    expect((await logOf('nbf')).map(({ result }) => result)).toEqual(['succeeded', 'retrying']);
    await store.release(lane, {});
    await passTime(365 * 86_400_000);
    expect(await leaseMany(store)).toEqual([]);
  });

  test('outcomes that are recorded once more, as the store’s answer was lost, change nothing', async () => {
    const { store, approve, logOf } = outbox();
    const [entry] = await approve('nbf', 2);
    const lane = await leaseOne(store);
    const sending = await beginSending(store, lane, await store.readDue(lane, 10));
    const outcomes = sending.map((it) => outcomeOf(it, becomes.booked(it)));
    expect(await store.recordOutcomes(lane, outcomes)).toBe(true);
    expect(await store.recordOutcomes(lane, outcomes)).toBe(true);
    expect(entry && (await now(entry))).toMatchObject({ state: 'synced', attempts: 1 });
    expect(await logOf('nbf')).toHaveLength(2);
  });

  test('an outcome of another attempt than the one that an entry ended with is a fault of ours, and records nothing', async () => {
    const { store, approve, logOf } = outbox();
    const [entry] = await approve('nbf');
    const lane = await leaseOne(store);
    const [sending] = await sendAll(store, lane, becomes.booked);
    if (sending === undefined) throw new Error('Nothing was sent.');
    const later = outcomeOf(sending, { ...becomes.booked(sending), attempts: 2 });
    await expect(async () => store.recordOutcomes(lane, [later])).rejects.toThrow(/open outbox entry/);
    expect(entry && (await now(entry))).toMatchObject({ state: 'synced', attempts: 1 });
    expect(await logOf('nbf')).toHaveLength(1);
  });

  test('an outcome of an entry that a person has marked as posted meanwhile does not hold up those of the others', async () => {
    const { store, approve, markAsPosted } = outbox();
    const [first, second] = await approve('nbf', 2);
    const lane = await leaseOne(store);
    await sendAll(store, lane, (it, at) => (at === 0 ? becomes.waiting(it, 0) : becomes.unknown(it, 0)));
    const due = (await store.readDue(lane, 10)).map((it) => it.entry);
    expect(due).toHaveLength(2);
    if (first !== undefined) await markAsPosted(first);
    const outcomes = due.map((it) => outcomeOf(it, it.state === 'unknown' ? becomes.booked(it) : becomes.rejected(it)));
    expect(await store.recordOutcomes(lane, outcomes)).toBe(true);
    expect(first && (await now(first))).toMatchObject({ state: 'synced', erpReference: '77' });
    expect(second && (await now(second))).toMatchObject({ state: 'synced', erpReference: '4711' });
  });

  test('an outcome of an entry that never was is no repetition, also if it says that nothing was sent', async () => {
    const { store, approve, logOf } = outbox();
    await approve('nbf', 2);
    const lane = await leaseOne(store);
    const sending = await beginSending(store, lane, await store.readDue(lane, 10));
    const [strange, ...others] = sending.map((it, at) => (at === 0 ? { ...it, sequence: it.sequence + 1_000n } : it));
    const outcomes = [strange, ...others].flatMap((it) =>
      it === undefined ? [] : [outcomeOf(it, becomes.waiting(it, 0))],
    );
    await expect(store.recordOutcomes(lane, outcomes)).rejects.toThrow('outbox entry');
    expect(await logOf('nbf')).toEqual([]);
  });

  test('outcomes are recorded all or none', async () => {
    const { store, approve, logOf } = outbox();
    const [entry] = await approve('nbf');
    const lane = await leaseOne(store);
    const [sending] = await beginSending(store, lane, await store.readDue(lane, 10));
    if (sending === undefined) throw new Error('Nothing is being sent.');
    const nobodys = { ...sending, sequence: sending.sequence + 1_000_000n };
    const outcomes = [sending, nobodys].map((it) => outcomeOf(it, becomes.booked(it)));
    await expect(store.recordOutcomes(lane, outcomes)).rejects.toThrow('open outbox entry');
    expect(entry && (await now(entry))?.state).toBe('sending');
    expect(await logOf('nbf')).toEqual([]);
  });
}
