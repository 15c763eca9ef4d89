import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leaseMany, leaseOne, organizationsOf } from './outbox-store.harness.ts';
import {
  becomes,
  beginSending,
  dueOf,
  firstDueOf,
  hearOf,
  intentTo,
  meets,
  type ReceiptStoreHarness,
  sendVouchers,
  settlingMs,
  tell,
} from './receipt-store.harness.ts';

/** What every place for receipts promises: the one in memory and the one on PostgreSQL run it, without exceptions. */
export function receiptStoreContract(name: string, open: () => Promise<ReceiptStoreHarness>): void {
  describe(`${name}: the receipt store's contract`, () => {
    let it: ReceiptStoreHarness;
    beforeEach(async () => {
      it = await open();
    });
    afterEach(() => it.close());
    const positionsOf = (due: readonly { readonly position: number }[]) => due.map(({ position }) => position);
    const leave = (lane: Parameters<typeof dueOf>[1]) => it.outbox.release(lane, {});

    describe('what is due', () => {
      test.each(['accepted', 'synced'] as const)('once its voucher is %s, a receipt is due', async (state) => {
        const entry = await it.approve('nbf', 2);
        const lane = await sendVouchers(it, becomes[state]);
        const due = await dueOf(it, lane);
        expect(positionsOf(due)).toEqual([1, 2]);
        expect(due[0]).toMatchObject({
          organizationId: 'nbf',
          recordId: entry.recordId,
          voucher: { reference: entry.reference, batchKey: 'BATCH1', state },
          isElsewhere: false,
          status: { state: 'pending', attempts: 0, everInDoubt: false },
        });
        expect(new Set(due.map((receipt) => receipt.attachment.sha256)).size).toBe(2);
        expect(new Set(due.map((receipt) => receipt.url)).size).toBe(2);
      });

      test('a lane with nothing but a due receipt is leased', async () => {
        await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.synced);
        await it.outbox.advanceCursor(lane, 1_000_000n);
        await leave(lane);
        const again = await leaseOne(it.outbox);
        expect(await it.outbox.readDue(again, 10)).toEqual([]);
        expect(await dueOf(it, again)).toHaveLength(1);
      });

      test('a receipt whose voucher is rejected waits and keeps no lane busy', async () => {
        const entry = await it.approve('nbf', 2);
        const lane = await sendVouchers(it, becomes.rejected);
        expect(await dueOf(it, lane)).toEqual([]);
        await leave(lane);
        expect(await leaseMany(it.outbox)).toEqual([]);
        expect(await it.receiptsOf(entry)).toMatchObject([{ state: 'pending' }, { state: 'pending' }]);
      });

      test('a receipt whose voucher was accepted and is rejected then waits and keeps no lane busy', async () => {
        const entry = await it.approve('nbf', 2);
        const lane = await sendVouchers(it, becomes.accepted);
        await hearOf(it, lane, entry, becomes.refusedThere);
        expect(await dueOf(it, lane)).toEqual([]);
        await leave(lane);
        expect(await leaseMany(it.outbox)).toEqual([]);
        expect(await it.receiptsOf(entry)).toMatchObject([{ state: 'pending' }, { state: 'pending' }]);
      });

      test('one that waits is looked at again as soon as its voucher is booked', async () => {
        const entry = await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.accepted);
        const sending = await beginSending(it, lane, await firstDueOf(it, lane));
        await tell(it, lane, sending, meets.waits(3_600_000));
        expect(await dueOf(it, lane)).toEqual([]);
        await hearOf(it, lane, entry, becomes.synced);
        expect(await dueOf(it, lane)).toHaveLength(1);
      });

      test('one in doubt is not looked at before its time, also when its voucher is booked', async () => {
        const entry = await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.accepted);
        await tell(it, lane, await beginSending(it, lane, await firstDueOf(it, lane)), meets.lost);
        await hearOf(it, lane, entry, becomes.synced);
        expect(await dueOf(it, lane)).toEqual([]);
        await it.passTime(settlingMs);
        expect(await dueOf(it, lane)).toMatchObject([{ status: { state: 'unknown', everInDoubt: true } }]);
      });

      test('only those of the lane’s organization are due in it', async () => {
        await it.approve('nbf', 1);
        await it.approve('hlf', 1);
        const lanes = await leaseMany(it.outbox);
        expect(organizationsOf(lanes).toSorted()).toEqual(['hlf', 'nbf']);
        for (const lane of lanes) await leave(lane);
        const first = await sendVouchers(it, becomes.synced);
        expect((await dueOf(it, first)).map(({ organizationId }) => organizationId)).toEqual([first.organizationId]);
      });

      test('while receipts rest none is due and no lane is leased for them', async () => {
        await it.approve('nbf', 2);
        const lane = await sendVouchers(it, becomes.synced);
        await it.receipts.rest(lane, 30_000);
        expect(await dueOf(it, lane)).toEqual([]);
        await it.outbox.advanceCursor(lane, 1_000_000n);
        await leave(lane);
        expect(await leaseMany(it.outbox)).toEqual([]);
        await it.passTime(31_000);
        expect(await dueOf(it, await leaseOne(it.outbox))).toHaveLength(2);
      });
    });

    describe('attempts', () => {
      test('once granted, the intent stands, and the lease outlives the call', async () => {
        const entry = await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.synced);
        const intent = intentTo(await firstDueOf(it, lane));
        const grant = await it.receipts.openAttempt(lane, intent, 600_000);
        expect(grant?.sendWithinMs).toBeGreaterThan(0);
        expect(grant?.sendWithinMs).toBeLessThanOrEqual(600_000);
        expect(await it.receiptsOf(entry)).toMatchObject([{ state: 'sending', attempts: 1 }]);
        expect(await dueOf(it, lane)).toEqual([]);
        await it.passTime(500_000);
        expect(await leaseMany(it.outbox, 'second')).toEqual([]);
      });

      test('a receipt that is no longer as it was read opens nothing', async () => {
        await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.synced);
        const intent = intentTo(await firstDueOf(it, lane));
        const sending = await beginSending(it, lane, intent.receipt);
        await tell(it, lane, sending, meets.waits(0));
        expect(await it.receipts.openAttempt(lane, intent, 1_000)).toBeUndefined();
      });

      test('nothing is opened when the lease has run out, the connector is disabled, or the lane is another’s', async () => {
        const entry = await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.synced);
        const intent = intentTo(await firstDueOf(it, lane));
        await it.setEnabled('nbf', false);
        expect(await it.receipts.openAttempt(lane, intent, 1_000)).toBeUndefined();
        await it.setEnabled('nbf', true);
        await it.passTime(120_000);
        expect(await it.receipts.openAttempt(lane, intent, 1_000)).toBeUndefined();
        await leaseOne(it.outbox, 'second');
        expect(await it.receipts.openAttempt(lane, intent, 1_000)).toBeUndefined();
        expect(await it.receiptsOf(entry)).toMatchObject([{ state: 'pending', attempts: 0 }]);
      });

      test('whoever lost the lane reads, records and rests nothing', async () => {
        const entry = await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.synced);
        const sending = await beginSending(it, lane, await firstDueOf(it, lane));
        await it.passTime(120_000);
        const second = await leaseOne(it.outbox, 'second');
        expect(await tell(it, lane, sending, meets.attached)).toBe(false);
        expect(await it.receipts.readDue(lane, 10)).toBeUndefined();
        await it.receipts.rest(lane, 3_600_000);
        expect(await it.receiptsOf(entry)).toMatchObject([{ state: 'sending' }]);
        expect(await it.logOf(entry)).toEqual([]);
        await it.receipts.readDue(second, 10);
        await it.passTime(settlingMs);
        expect(await dueOf(it, second)).toHaveLength(1);
      });

      test('what an earlier sender left is in doubt, and due when its settling time is over as if it were sent now: the clock may have been put forward', async () => {
        const entry = await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.synced);
        await beginSending(it, lane, await firstDueOf(it, lane));
        await it.passTime(75_000);
        const second = await leaseOne(it.outbox, 'second');
        expect(await dueOf(it, second)).toEqual([]);
        expect(await it.receiptsOf(entry)).toMatchObject([{ state: 'unknown', failureCode: 'SENDER_LOST' }]);
        expect(await dueOf(it, second)).toEqual([]);
        await it.passTime(settlingMs - 10_000);
        expect(await dueOf(it, second)).toEqual([]);
        await it.passTime(20_000);
        expect(await dueOf(it, second)).toMatchObject([
          { status: { state: 'unknown', everInDoubt: true, attempts: 1 } },
        ]);
        expect(await it.logOf(entry)).toEqual([{ step: 'attempt', result: 'in-doubt', errorCode: 'SENDER_LOST' }]);
      });
    });

    describe('outcomes', () => {
      test('each is recorded with its entry in the sync log; the voucher stays as it was', async () => {
        const entry = await it.approve('nbf', 2);
        const lane = await sendVouchers(it, becomes.accepted);
        const before = await it.entryOf(entry);
        const [first, second] = await dueOf(it, lane);
        if (first === undefined || second === undefined) throw new Error('Two were due.');
        expect(await tell(it, lane, await beginSending(it, lane, first), meets.attached)).toBe(true);
        expect(await tell(it, lane, await beginSending(it, lane, second), meets.refused)).toBe(true);
        expect(await it.receiptsOf(entry)).toMatchObject([
          { state: 'attached', attempts: 1, failureCode: null },
          { state: 'failed', attempts: 1, failureCode: 'RECEIPT_REFUSED' },
        ]);
        expect(await it.logOf(entry)).toEqual([
          { step: 'attempt', result: 'succeeded', errorCode: null },
          { step: 'attempt', result: 'retrying', errorCode: 'RECEIPT_REFUSED' },
        ]);
        expect(await it.entryOf(entry)).toEqual(before);
        expect(await dueOf(it, lane)).toEqual([]);
      });

      test('one of a receipt that is not as it was read is a fault of ours, and writes nothing', async () => {
        const entry = await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.synced);
        const sending = await beginSending(it, lane, await firstDueOf(it, lane));
        await tell(it, lane, sending, meets.attached);
        await expect(async () => tell(it, lane, sending, meets.refused)).rejects.toThrow(/receipt/);
        expect(await it.receiptsOf(entry)).toMatchObject([{ state: 'attached' }]);
        expect(await it.logOf(entry)).toHaveLength(1);
      });

      test('the address is kept while the file may have to be fetched, and forgotten then', async () => {
        const entry = await it.approve('nbf', 3);
        const lane = await sendVouchers(it, becomes.synced);
        const events = [meets.attached, meets.refused, meets.lost];
        for (const [at, receipt] of (await dueOf(it, lane)).entries()) {
          await tell(it, lane, await beginSending(it, lane, receipt), events[at] ?? meets.lost);
        }
        const urls = (await it.receiptsOf(entry)).map(({ url }) => url);
        expect(urls).toEqual([null, null, expect.stringMatching(/^https/)]);
      });
    });

    describe('the same approval again', () => {
      const renewed = ['https://files.example/new-1', 'https://files.example/new-2'];

      test('its addresses replace those of receipts that are still to be fetched, and one that was not served is due at once', async () => {
        const entry = await it.approve('nbf', 2);
        const lane = await sendVouchers(it, becomes.synced);
        const [first, second] = await dueOf(it, lane);
        if (first === undefined || second === undefined) throw new Error('Two were due.');
        await tell(it, lane, first, meets.notServed(3_600_000));
        await tell(it, lane, await beginSending(it, lane, second), meets.attached);
        await it.approveAgain(entry, renewed);
        expect(await it.receiptsOf(entry)).toMatchObject([
          { state: 'pending', url: renewed[0] },
          { state: 'attached', url: null },
        ]);
        expect(await dueOf(it, lane)).toMatchObject([{ position: 1, url: renewed[0] }]);
      });

      test('before its voucher is accepted it makes nothing due', async () => {
        const entry = await it.approve('nbf', 2);
        await it.approveAgain(entry, renewed);
        const lane = await leaseOne(it.outbox);
        expect(await dueOf(it, lane)).toEqual([]);
        expect(await it.receiptsOf(entry)).toMatchObject(renewed.map((url) => ({ state: 'pending', url })));
      });

      test('a file that was given up because of what was served is asked for anew, one that the ERP refused is not', async () => {
        const entry = await it.approve('nbf', 2);
        const lane = await sendVouchers(it, becomes.synced);
        const [first, second] = await dueOf(it, lane);
        if (first === undefined || second === undefined) throw new Error('Two were due.');
        await tell(it, lane, first, meets.changed);
        await tell(it, lane, await beginSending(it, lane, second), meets.refused);
        await it.approveAgain(entry, renewed);
        expect(await it.receiptsOf(entry)).toMatchObject([
          { state: 'pending', url: renewed[0] },
          { state: 'failed', failureCode: 'RECEIPT_REFUSED', url: null },
        ]);
        expect(positionsOf(await dueOf(it, lane))).toEqual([1]);
      });

      test('with the same addresses it changes nothing', async () => {
        const entry = await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.synced);
        const due = await firstDueOf(it, lane);
        await tell(it, lane, due, meets.notServed(3_600_000));
        await it.approveAgain(entry, [due.url]);
        expect(await dueOf(it, lane)).toEqual([]);
      });

      test.each(['notServed', 'changed'] as const)(
        'what the former address served («%s») while it was renewed says nothing of the new one',
        async (event) => {
          const entry = await it.approve('nbf', 1);
          const lane = await sendVouchers(it, becomes.synced);
          const due = await firstDueOf(it, lane);
          await it.approveAgain(entry, renewed);
          const served = event === 'changed' ? meets.changed : meets.notServed(3_600_000);
          expect(await tell(it, lane, due, served)).toBe(true);
          expect(await dueOf(it, lane)).toMatchObject([{ url: renewed[0], status: { state: 'pending' } }]);
        },
      );

      test('one in doubt keeps its time, and is fetched from the new address if it has to be', async () => {
        const entry = await it.approve('nbf', 1);
        const lane = await sendVouchers(it, becomes.synced);
        await tell(it, lane, await beginSending(it, lane, await firstDueOf(it, lane)), meets.lost);
        await it.approveAgain(entry, renewed);
        expect(await dueOf(it, lane)).toEqual([]);
        await it.passTime(settlingMs);
        expect(await dueOf(it, lane)).toMatchObject([{ url: renewed[0], status: { state: 'unknown' } }]);
      });
    });
  });
}
