import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Voucher } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { expect } from 'vitest';
import { type Desk, find, post } from './desk.ts';
import { fileOf } from './recovery.ts';

/** A voucher that was handed over and refused, and whose refusal Bilag has seen. */
export async function refusedVoucher(desk: Desk): Promise<Voucher> {
  const voucher = aVoucher();
  await post(desk.open(), voucher);
  await desk.moveAll('refused');
  await expectRefused(desk, voucher);
  return voucher;
}

/** A voucher that a spreadsheet saved anew before somebody refused it, which Bilag has not seen yet. */
export async function savedAnewAndRefused(desk: Desk): Promise<Voucher> {
  const voucher = aVoucher();
  await post(desk.open(), voucher);
  await saveAnew(desk, 'new', voucher);
  await desk.moveAll('refused');
  return voucher;
}

export const deleteRefused = (desk: Desk, voucher: Voucher) => rm(fileOf(desk, 'refused', voucher));

/** A refused voucher whose file was deleted, so that it is sent again. */
export async function refusedAndDeleted(desk: Desk): Promise<Voucher> {
  const voucher = await refusedVoucher(desk);
  await deleteRefused(desk, voucher);
  return voucher;
}

export async function expectRefused(desk: Desk, voucher: Voucher): Promise<void> {
  expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'rejected' });
}

/** As a spreadsheet saves: it writes another file and gives it the name. */
export async function saveAnew(desk: Desk, folder: string, voucher: Voucher): Promise<void> {
  const [file, other] = [fileOf(desk, folder, voucher), path.join(desk.home, 'saved.tmp')];
  await writeFile(other, await readFile(file));
  await rename(other, file);
}

/** Into a work folder on the same disk. */
export async function moveElsewhere(desk: Desk, folder: string, voucher: Voucher): Promise<void> {
  await mkdir(path.join(desk.home, 'mine'), { recursive: true });
  await rename(fileOf(desk, folder, voucher), fileOf(desk, 'mine', voucher));
}

/** To another disk, where nobody sees that it is the same file. */
export const moveToAnotherDisk = (desk: Desk, folder: string, voucher: Voucher) => rm(fileOf(desk, folder, voucher));
