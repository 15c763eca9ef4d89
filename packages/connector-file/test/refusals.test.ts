import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { aVoucher } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../src/disk-files.ts';
import { find, openPreparedDesk, post, systemError } from './support/desk.ts';
import { expectNeverAgain, expectOnce, fileOf, recover } from './support/recovery.ts';
import {
  deleteRefused,
  expectRefused,
  moveElsewhere,
  moveToAnotherDisk,
  refusedAndDeleted,
  refusedVoucher,
  saveAnew,
  savedAnewAndRefused,
} from './support/refusing.ts';

describe('a refused voucher is not sent again', () => {
  test('when its file was saved anew by a spreadsheet and moved elsewhere', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await savedAnewAndRefused(desk);
    await expectRefused(desk, voucher);
    await moveElsewhere(desk, 'refused', voucher);
    await expectNeverAgain(desk, voucher);
  });

  test('when its file was saved anew after it was refused, looked up once more and moved elsewhere', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedVoucher(desk);
    await saveAnew(desk, 'refused', voucher);
    await expectRefused(desk, voucher);
    await moveElsewhere(desk, 'refused', voucher);
    await expectNeverAgain(desk, voucher);
  });

  test.each(['new', 'refused'])(
    'when a spreadsheet that saved it anew in «%s» keeps what Bilag wrote',
    async (folder) => {
      await using desk = await openPreparedDesk();
      const voucher = folder === 'refused' ? await refusedVoucher(desk) : aVoucher();
      if (folder === 'new') await post(desk.open(), voucher);
      await diskFiles.link(fileOf(desk, folder, voucher), path.join(desk.home, 'backup.csv'));
      await saveAnew(desk, folder, voucher);
      await desk.moveAll('refused');
      await expectRefused(desk, voucher);
      await deleteRefused(desk, voucher);
      await expectNeverAgain(desk, voucher);
    },
  );

  test('when it lay there in two files, as nobody can follow both', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedVoucher(desk);
    const second = path.join(desk.home, 'refused', `${voucher.reference}.json`);
    await writeFile(second, desk.open({ settings: { format: 'json' } }).render(voucher).payload);
    await expectRefused(desk, voucher);
    await deleteRefused(desk, voucher);
    await rm(second);
    await expectNeverAgain(desk, voucher);
  });

  test('when the system does not let the service follow its file, and is refused all the same', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await savedAnewAndRefused(desk);
    const files = { link: () => Promise.reject(systemError('EPERM')) };
    expect(await find(desk.open({ files }), voucher)).toMatchObject({ kind: 'rejected' });
    await deleteRefused(desk, voucher);
    await expectNeverAgain(desk, voucher);
  });

  test('when only one of its names in «.bilag/taken» was taken away, until the others are too', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedVoucher(desk);
    await moveElsewhere(desk, 'refused', voucher);
    await expectNeverAgain(desk, voucher);
    const taken = path.join(desk.home, '.bilag', 'taken');
    const [first = '', ...others] = (await diskFiles.list(taken)).toSorted();
    await rm(path.join(taken, first));
    await expectNeverAgain(desk, voucher);
    // Nor when its file was seen in «booked» meanwhile.
    await rename(fileOf(desk, 'mine', voucher), fileOf(desk, 'booked', voucher));
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'booked' });
    await moveToAnotherDisk(desk, 'booked', voucher);
    await expectNeverAgain(desk, voucher);
    for (const it of others) await rm(path.join(taken, it));
    await recover(desk, voucher);
    await desk.moveAll('booked');
    await expectOnce(desk, voucher);
  });

  test('when its names in «.bilag/taken» were taken away while its file was booked', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedVoucher(desk);
    await rename(fileOf(desk, 'refused', voucher), fileOf(desk, 'booked', voucher));
    const taken = path.join(desk.home, '.bilag', 'taken');
    for (const it of await diskFiles.list(taken)) await rm(path.join(taken, it));
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'booked' });
    await moveToAnotherDisk(desk, 'booked', voucher);
    await expectNeverAgain(desk, voucher);
  });

  test('a third time when its second file, which nobody refused, is gone', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedAndDeleted(desk);
    await recover(desk, voucher);
    await moveToAnotherDisk(desk, 'new', voucher);
    await expectNeverAgain(desk, voucher);
  });
});

describe('a refused voucher is sent again once its file is deleted', () => {
  test('also when a spreadsheet had saved it anew, before or after Bilag saw it', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await savedAnewAndRefused(desk);
    await expectRefused(desk, voucher);
    await saveAnew(desk, 'refused', voucher);
    await expectRefused(desk, voucher);
    await deleteRefused(desk, voucher);
    await recover(desk, voucher);
    await desk.moveAll('booked');
    await expectOnce(desk, voucher);
  });

  test('each time that it is refused, also after somebody took it for imported', async () => {
    await using desk = await openPreparedDesk();
    const voucher = await refusedVoucher(desk);
    await rename(fileOf(desk, 'refused', voucher), fileOf(desk, 'booked', voucher));
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'booked' });
    await rename(fileOf(desk, 'booked', voucher), fileOf(desk, 'refused', voucher));
    for (const _ of [1, 2, 3]) {
      await expectRefused(desk, voucher);
      await deleteRefused(desk, voucher);
      await recover(desk, voucher);
      await desk.moveAll('refused');
    }
    expect(await desk.copiesOf(voucher)).toBe(1);
  });
});
