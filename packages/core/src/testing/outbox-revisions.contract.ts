import { expect, test } from 'vitest';
import type { ExpenseRecordJson } from '../domain/expense-record.ts';
import { type OutboxEntry, transition } from '../domain/outbox-entry.ts';
import { deriveVoucherReference } from '../domain/voucher-reference.ts';
import { reviseSource } from '../use-cases/revise-source.ts';
import { withdrawApproval } from '../use-cases/withdraw-approval.ts';
import { anExpenseRecord } from './builders.ts';
import {
  becomes,
  beginSending,
  leaseOne,
  type OutboxHarness,
  outcomeOf,
  sendAll,
  sequencesOf,
} from './outbox-store.harness.ts';

const sourceId = 'CLM-7';
const costlier = { lines: [{ expenseType: 'toll', amount: '77.00', text: 'Toll' }] };

/** What an outbox promises of sources that are approved again, or withdrawn. */
export function revisionsContract(outbox: () => OutboxHarness): void {
  const revise = async (revision: number, change: Partial<ExpenseRecordJson> = costlier) => {
    const record = anExpenseRecord({ sourceId, revision, ...change }, 'nbf');
    return await reviseSource({ record, reference: await deriveVoucherReference(record) }, outbox().revisions);
  };
  const withdraw = (revision = 1) =>
    withdrawApproval(
      {
        organizationId: 'nbf',
        kind: 'reimbursement',
        sourceId,
        revision,
        withdrawnAt: new Date('2026-03-07T08:00:00Z'),
        withdrawnBy: 'kari.leder',
        reason: 'By mistake',
        actor: 'app',
      },
      outbox().revisions,
    );
  const vouchers = async () => {
    const sequences = await outbox().ofSource('nbf', sourceId);
    const entries = await Promise.all(sequences.map((it) => outbox().entryOf('nbf', it)));
    return entries.filter((it): it is OutboxEntry => it !== undefined);
  };
  const states = async () =>
    (await vouchers()).map(({ state, reverses, failure }) => [
      reverses === null ? 'voucher' : 'reversal',
      state,
      failure?.code,
    ]);

  test('what was not sent is cancelled when its approval is withdrawn, and is not sent', async () => {
    const { store, approveSource } = outbox();
    await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    const due = await store.readDue(lane, 10);
    expect(await withdraw()).toMatchObject({ isNew: true });
    expect(await states()).toEqual([['voucher', 'cancelled', 'APPROVAL_WITHDRAWN']]);
    // A sender that had read it before.
    await expect(beginSending(store, lane, due)).rejects.toThrow('not opened');
    expect(await store.readDue(lane, 10)).toEqual([]);
    expect(await withdraw()).toMatchObject({ isNew: false });
  });

  test('an outcome of an entry that was withdrawn meanwhile does not hold up those of the others', async () => {
    const { store, approveSource, approve, entryOf } = outbox();
    const withdrawn = await approveSource('nbf', sourceId);
    const [other] = await approve('nbf');
    const lane = await leaseOne(store);
    const due = await store.readDue(lane, 10);
    await withdraw();
    const outcomes = due.map(({ entry }) => outcomeOf(entry, becomes.rejected(entry)));
    expect(await store.recordOutcomes(lane, outcomes)).toBe(true);
    expect(await entryOf('nbf', withdrawn.sequence)).toMatchObject({ state: 'cancelled' });
    expect(other && (await entryOf('nbf', other.sequence))).toMatchObject({ state: 'rejected' });
  });

  test('that the ERP may have an entry is never dropped, not even when it was cancelled meanwhile', async () => {
    const { store, approveSource } = outbox();
    await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    const due = await store.readDue(lane, 10);
    await withdraw();
    const outcomes = due.map(({ entry }) => outcomeOf(entry, becomes.booked(entry)));
    await expect(store.recordOutcomes(lane, outcomes)).rejects.toThrow('open outbox entry');
  });

  test('what is found refused in the queue while its approval is withdrawn is in doubt: looked up at once, and then after its time', async () => {
    const { store, approveSource, passTime, entryOf } = outbox();
    const { sequence } = await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    await sendAll(store, lane, (entry) => becomes.accepted(entry, 5_000));
    await passTime(10_000);
    const read = await store.readDue(lane, 10);
    await withdraw();
    await store.recordOutcomes(
      lane,
      read.map(({ entry }) => outcomeOf(entry, becomes.refusedThere(entry))),
    );
    expect(await entryOf('nbf', sequence)).toMatchObject({ state: 'unknown', inDoubt: true, everInDoubt: true });
    const again = await store.readDue(lane, 10);
    expect(sequencesOf(again)).toEqual([sequence]);
    await store.recordOutcomes(
      lane,
      again.map(({ entry }) => outcomeOf(entry, becomes.undecided(entry, 60_000))),
    );
    expect(await store.readDue(lane, 10)).toEqual([]);
  });

  test.each([
    ['settles nothing', becomes.undecided],
    ['cannot be made', becomes.unanswered],
  ])(
    'a look-up that %s, of what was withdrawn while it waited for another attempt, is made again only after its time',
    async (_how, become) => {
      const { store, approveSource, passTime } = outbox();
      const { sequence } = await approveSource('nbf', sourceId);
      const lane = await leaseOne(store);
      await sendAll(store, lane, (entry) => becomes.unknown(entry, 0));
      await sendAll(store, lane, (entry) => becomes.waiting(entry, 3_600_000));
      await withdraw();
      const due = await store.readDue(lane, 10);
      expect(sequencesOf(due)).toEqual([sequence]);
      await store.recordOutcomes(
        lane,
        due.map(({ entry }) => outcomeOf(entry, become(entry, 60_000))),
      );
      expect(await store.readDue(lane, 10)).toEqual([]);
      await passTime(90_000);
      expect(sequencesOf(await store.readDue(lane, 10))).toEqual([sequence]);
    },
  );

  test('what is booked is taken back by one reversal, which knows how it was booked', async () => {
    const { store, approveSource } = outbox();
    const booked = await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    await sendAll(store, lane, becomes.booked);
    await withdraw();
    await withdraw();
    expect(await states()).toEqual([
      ['voucher', 'synced', undefined],
      ['reversal', 'pending', undefined],
    ]);
    const [due] = await store.readDue(lane, 10);
    expect(due).toMatchObject({ reversed: { mappingVersion: 1, sentElsewhere: false }, fresh: false });
    expect(due?.entry.reverses).toBe(booked.reference);
    expect(due?.entry.reference).not.toBe(booked.reference);
    expect(due?.entry.sequence).not.toBe(booked.sequence);
  });

  test('what may be booked is not sent again, and its reversal waits until it is known', async () => {
    const { store, approveSource, passTime } = outbox();
    await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    await sendAll(store, lane, (entry) => becomes.unknown(entry, 10_000));
    await withdraw();
    await passTime(20_000);
    const [due, ...others] = await store.readDue(lane, 10);
    expect(others).toEqual([]);
    if (due === undefined) throw new Error('The doubt is not due.');
    expect(due.entry.recalled).toBe('APPROVAL_WITHDRAWN');
    await expect(beginSending(store, lane, [due])).rejects.toThrow('not opened');
    const found = transition(due.entry, { type: 'booked', erpReference: '4711' });
    await store.recordOutcomes(lane, [outcomeOf(due.entry, found)]);
    const [reversal] = await store.readDue(lane, 10);
    expect(reversal?.entry.reverses).toBe(due.entry.reference);
  });

  test('a reversal whose voucher turns out never booked is cancelled, and what waited for it follows', async () => {
    const { store, approveSource, passTime } = outbox();
    await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    await sendAll(store, lane, (entry) => becomes.unknown(entry, 10_000));
    expect(await revise(2)).toMatchObject({ kind: 'created' });
    await passTime(20_000);
    const [due] = await store.readDue(lane, 10);
    if (due === undefined) throw new Error('The doubt is not due.');
    const failure = { code: 'REVISION_SUPERSEDED', message: 'Superseded.' } as const;
    const gone = transition(due.entry, { type: 'recalled', failure, lookUp: 'absent' });
    await store.recordOutcomes(lane, [outcomeOf(due.entry, gone)]);
    expect(await states()).toEqual([
      ['voucher', 'cancelled', 'REVISION_SUPERSEDED'],
      ['reversal', 'cancelled', 'REVERSAL_NOT_NEEDED'],
      ['voucher', 'pending', undefined],
    ]);
    const [, , third] = await vouchers();
    expect(sequencesOf(await store.readDue(lane, 10))).toEqual([third?.sequence]);
  });

  test('vouchers of one source go one after the other: booked, taken back, booked anew', async () => {
    const { store, approveSource } = outbox();
    await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    await sendAll(store, lane, becomes.booked);
    await revise(2);
    const [, reversal, second] = await vouchers();
    expect(sequencesOf(await store.readDue(lane, 10))).toEqual([reversal?.sequence]);
    await sendAll(store, lane, becomes.booked);
    expect(sequencesOf(await store.readDue(lane, 10))).toEqual([second?.sequence]);
    await sendAll(store, lane, becomes.booked);
    expect(await store.readDue(lane, 10)).toEqual([]);
  });

  test('the same claim approved again is known and sends nothing; a change after it takes back the voucher that stands', async () => {
    const { store, approveSource } = outbox();
    await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    await sendAll(store, lane, becomes.booked);
    const again = { approvedBy: 'per.leder', approvedAt: '2026-03-09T09:00:00.000Z' };
    expect(await revise(2, again)).toMatchObject({ kind: 'unchanged' });
    expect(await revise(2, again)).toMatchObject({ kind: 'existing' });
    expect(await store.readDue(lane, 10)).toEqual([]);
    await revise(3);
    expect(await states()).toEqual([
      ['voucher', 'synced', undefined],
      ['voucher', 'cancelled', 'REVISION_UNCHANGED'],
      ['reversal', 'pending', undefined],
      ['voucher', 'pending', undefined],
    ]);
  });

  test('a claim that was withdrawn and is approved again is booked anew, also with the same content', async () => {
    const { store, approveSource } = outbox();
    await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    await sendAll(store, lane, becomes.booked);
    await withdraw();
    await revise(2, {});
    await sendAll(store, lane, becomes.booked);
    await sendAll(store, lane, becomes.booked);
    expect(await states()).toEqual([
      ['voucher', 'synced', undefined],
      ['reversal', 'synced', undefined],
      ['voucher', 'synced', undefined],
    ]);
    await withdraw(2);
    expect((await states()).length).toBe(4);
  });

  test('an earlier revision that comes late, or is withdrawn late, changes nothing', async () => {
    const { approveSource } = outbox();
    await approveSource('nbf', sourceId);
    await revise(3);
    expect(await revise(2)).toMatchObject({ kind: 'out-of-order', revision: 3 });
    await expect(withdraw(1)).rejects.toMatchObject({ code: 'REVISION_SUPERSEDED' });
    await expect(withdraw(9)).rejects.toMatchObject({ code: 'APPROVAL_NOT_FOUND' });
    expect(await states()).toEqual([
      ['voucher', 'cancelled', 'REVISION_SUPERSEDED'],
      ['voucher', 'pending', undefined],
    ]);
  });

  test.each([
    ['turns down for now', (sending: OutboxEntry) => becomes.waiting(sending, 3_600_000)],
    ['refuses', becomes.rejected],
  ])(
    'what the ERP %s after it was withdrawn is pending and due at once, so that it is cancelled',
    async (_what, become) => {
      const { store, approveSource } = outbox();
      await approveSource('nbf', sourceId);
      const lane = await leaseOne(store);
      const [sending] = await beginSending(store, lane, await store.readDue(lane, 10));
      if (sending === undefined) throw new Error('Nothing is being sent.');
      await withdraw();
      await store.recordOutcomes(lane, [outcomeOf(sending, become(sending))]);
      const [due] = await store.readDue(lane, 10);
      expect(due?.entry).toMatchObject({ state: 'pending', recalled: 'APPROVAL_WITHDRAWN' });
    },
  );

  test('what is not booked and held back, as its approval was withdrawn meanwhile, is due at once, so that it is cancelled', async () => {
    const { store, approveSource, passTime } = outbox();
    await approveSource('nbf', sourceId);
    const lane = await leaseOne(store);
    await sendAll(store, lane, (entry) => becomes.unknown(entry, 10_000));
    await passTime(20_000);
    const holdBack = async (ms: number) => {
      const [due] = await store.readDue(lane, 10);
      if (due === undefined) throw new Error('Nothing is due.');
      return async () =>
        await store.recordOutcomes(lane, [outcomeOf(due.entry, becomes.heldBack(due.entry, ms), 'mapping')]);
    };
    await (await holdBack(0))();
    const record = await holdBack(600_000);
    await withdraw();
    await record();
    const [due] = await store.readDue(lane, 10);
    expect(due?.entry).toMatchObject({ state: 'pending', everInDoubt: true, recalled: 'APPROVAL_WITHDRAWN' });
  });
}
