import path from 'node:path';
import { compareVoucher, type FindOutcome, type Voucher } from '@bilag/core';
import { expect } from 'vitest';
import { diskFiles } from '../../src/disk-files.ts';
import { type Desk, find, post } from './desk.ts';
import { stopBefore } from './slow-files.ts';

export const draftsOf = (desk: Desk) => diskFiles.list(path.join(desk.home, '.bilag', 'drafts'));

export const fileOf = (desk: Desk, folder: string, { reference }: Voucher) =>
  path.join(desk.home, folder, `${reference}.csv`);

export const linesOf = (found: FindOutcome | undefined) => (found !== undefined && 'lines' in found ? found.lines : []);

/** What the engine does about a voucher in doubt: looks it up, and sends it again only when it is absent. */
export async function recover(desk: Desk, voucher: Voucher): Promise<void> {
  const found = await find(desk.open(), voucher);
  const outcome = found?.kind === 'absent' ? await post(desk.open(), voucher) : found;
  expect(outcome).toMatchObject({ kind: 'accepted' });
}

/** The voucher is in the folder `booked`, once and whole, and nothing of it lies elsewhere. */
export async function expectOnce(desk: Desk, voucher: Voucher): Promise<void> {
  const found = await find(desk.open(), voucher);
  expect(found).toMatchObject({ kind: 'booked', copies: 1 });
  expect(compareVoucher(voucher, linesOf(found))).toEqual([]);
  expect(await desk.copiesOf(voucher)).toBe(1);
  expect(await draftsOf(desk)).toEqual([]);
}

/** However it is asked, nothing of the voucher is written a second time: a person has to decide. */
export async function expectNeverAgain(desk: Desk, voucher: Voucher): Promise<void> {
  expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'cannot-tell' });
  expect(await post(desk.open(), voucher)).toMatchObject({ kind: 'unknown' });
  expect(await desk.names('new')).toEqual([]);
}

/** A sender that stops before one operation, and a look-up that stops before another, go on only after all was recovered and imported. */
export async function expectOnceInSpiteOf(
  desk: Desk,
  voucher: Voucher,
  { sendingStopsAt, lookUpStopsAt }: { readonly sendingStopsAt: number; readonly lookUpStopsAt: number },
): Promise<void> {
  const [sender, reader] = [stopBefore(sendingStopsAt), stopBefore(lookUpStopsAt)];
  const late = post(desk.open({ files: sender.files }), voucher);
  await Promise.race([sender.stopped, late]);
  const lateLookUp = find(desk.open({ files: reader.files }), voucher);
  await Promise.race([reader.stopped, lateLookUp]);
  await recover(desk, voucher);
  await desk.moveAll('booked');
  sender.goOn();
  reader.goOn();
  await Promise.all([late, lateLookUp]);
  expect(await desk.names('new')).toEqual([]);
  await expectOnce(desk, voucher);
}
