import { readFile, rename, writeFile } from 'node:fs/promises';
import { aVoucher } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../src/disk-files.ts';
import { find, openPreparedDesk, post, systemError } from './support/desk.ts';
import { expectNeverAgain, expectOnce, expectOnceInSpiteOf, fileOf, recover } from './support/recovery.ts';
import {
  deleteRefused,
  expectRefused,
  moveToAnotherDisk,
  refusedAndDeleted,
  refusedVoucher,
  saveAnew,
} from './support/refusing.ts';
import { failAt, stopBefore } from './support/slow-files.ts';

/** Sending again what was refused and deleted enters the folder in 10 operations, looks for the voucher in 6, and writes in 9; number 25 is of one that has ended. */
const operations = Array.from({ length: 11 }, (_, at) => at + 15);

/** A look-up of a refused voucher reads in 19 operations and remembers in 9 at most. */
const remembering = Array.from({ length: 11 }, (_, at) => at + 18);

describe('a sender of what was refused and deleted, which stops anywhere', () => {
  test.each(operations)('and never goes on, before operation %i: the voucher is imported once', async (at) => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedAndDeleted(desk);
    const sender = stopBefore(at);
    await Promise.race([sender.stopped, post(desk.open({ files: sender.files }), voucher)]);
    await recover(desk, voucher);
    await desk.moveAll('booked');
    await expectOnce(desk, voucher);
    await moveToAnotherDisk(desk, 'booked', voucher);
    await expectNeverAgain(desk, voucher);
  });

  test.each(operations)('and goes on when all is over, before operation %i: it is imported once', async (at) => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedAndDeleted(desk);
    const sender = stopBefore(at);
    const late = post(desk.open({ files: sender.files }), voucher);
    await Promise.race([sender.stopped, late]);
    await recover(desk, voucher);
    await desk.moveAll('booked');
    await moveToAnotherDisk(desk, 'booked', voucher);
    sender.goOn();
    await late;
    await expectNeverAgain(desk, voucher);
  });

  test.each(operations)('because the disk fails, at operation %i: it is imported once', async (at) => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedAndDeleted(desk);
    await post(desk.open({ files: failAt(at, systemError('EIO')) }), voucher);
    await recover(desk, voucher);
    await desk.moveAll('booked');
    await expectOnce(desk, voucher);
  });

  // The operations around claim and publication, where a look-up has something to end.
  test.each([18, 21, 22, 23])(
    'before operation %i, and a look-up that stops anywhere: it is imported once',
    async (at) => {
      for (let lookUpAt = 19; lookUpAt < 36; lookUpAt += 1) {
        await using desk = await openPreparedDesk();
        const voucher = await refusedAndDeleted(desk);
        await expectOnceInSpiteOf(desk, voucher, { sendingStopsAt: at, lookUpStopsAt: lookUpAt });
      }
    },
  );

  test('while somebody brings the file back as imported: a look-up that saw it there keeps the sender from writing another', async () => {
    for (let at = 15; at <= 21; at += 1) {
      await using desk = await openPreparedDesk();
      const voucher = await refusedAndDeleted(desk);
      const sender = stopBefore(at);
      const late = post(desk.open({ files: sender.files }), voucher);
      await Promise.race([sender.stopped, late]);
      await writeFile(fileOf(desk, 'booked', voucher), desk.open().render(voucher).payload);
      expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'booked' });
      await moveToAnotherDisk(desk, 'booked', voucher);
      sender.goOn();
      await late;
      await expectNeverAgain(desk, voucher);
    }
  });

  test('while somebody puts a refused file back: that refuses nothing of what is on its way', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedAndDeleted(desk);
    const toNew = Promise.withResolvers<void>();
    const isThere = Promise.withResolvers<void>();
    const move = async (from: string, to: string) => {
      isThere.resolve();
      await toNew.promise;
      await diskFiles.move(from, to);
    };
    const late = post(desk.open({ files: { move } }), voucher);
    await isThere.promise;
    await writeFile(fileOf(desk, 'refused', voucher), desk.open().render(voucher).payload);
    await expectRefused(desk, voucher);
    toNew.resolve();
    await late;
    await moveToAnotherDisk(desk, 'new', voucher);
    await deleteRefused(desk, voucher);
    await expectNeverAgain(desk, voucher);
  });
});

describe('a look-up that stops anywhere', () => {
  test.each(remembering)(
    'while a voucher is refused, before operation %i: it is sent again once, and not a third time',
    async (at) => {
      for (const isSavedAnew of [false, true]) {
        await using desk = await openPreparedDesk();
        const voucher = aVoucher();
        await post(desk.open(), voucher);
        await desk.moveAll('refused');
        if (isSavedAnew) {
          await expectRefused(desk, voucher);
          await saveAnew(desk, 'refused', voucher);
        }
        const reader = stopBefore(at);
        const late = find(desk.open({ files: reader.files }), voucher);
        await Promise.race([reader.stopped, late]);
        await expectRefused(desk, voucher);
        await deleteRefused(desk, voucher);
        await recover(desk, voucher);
        await desk.moveAll('booked');
        reader.goOn();
        expect(await late).toMatchObject({ kind: 'rejected' });
        await moveToAnotherDisk(desk, 'booked', voucher);
        await expectNeverAgain(desk, voucher);
      }
    },
  );

  test.each(remembering)(
    'while a refused voucher is imported after all, before operation %i: it is not sent again',
    async (at) => {
      await using desk = await openPreparedDesk();
      const voucher = await refusedVoucher(desk);
      await rename(fileOf(desk, 'refused', voucher), fileOf(desk, 'booked', voucher));
      const reader = stopBefore(at);
      const late = find(desk.open({ files: reader.files }), voucher);
      await Promise.race([reader.stopped, late]);
      expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'booked', copies: 1 });
      await moveToAnotherDisk(desk, 'booked', voucher);
      reader.goOn();
      expect(await late).toMatchObject({ kind: 'booked' });
      await expectNeverAgain(desk, voucher);
    },
  );

  test('beside another one that is faster, and goes on: both say that the voucher is refused', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    await desk.moveAll('refused');
    const reader = stopBefore(18);
    const late = find(desk.open({ files: reader.files }), voucher);
    await reader.stopped;
    await expectRefused(desk, voucher);
    reader.goOn();
    expect(await late).toMatchObject({ kind: 'rejected' });
    await deleteRefused(desk, voucher);
    await recover(desk, voucher);
  });

  test('before it remembers anything, and goes on when the voucher was sent again: a file that is put back into «refused» refuses nothing', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedVoucher(desk);
    await saveAnew(desk, 'refused', voucher);
    const putBack = await readFile(fileOf(desk, 'refused', voucher));
    const reader = stopBefore(19);
    const late = find(desk.open({ files: reader.files }), voucher);
    await reader.stopped;
    await deleteRefused(desk, voucher);
    await recover(desk, voucher);
    await moveToAnotherDisk(desk, 'new', voucher);
    await writeFile(fileOf(desk, 'refused', voucher), putBack);
    reader.goOn();
    await late;
    await deleteRefused(desk, voucher);
    await expectNeverAgain(desk, voucher);
  });
});
