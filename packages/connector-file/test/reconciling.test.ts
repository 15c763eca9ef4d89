import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseCalendarDate } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, find, openPreparedDesk, patience, post } from './support/desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openPreparedDesk();
});
afterEach(() => desk[Symbol.asyncDispose]());

const march = { from: parseCalendarDate('2026-03-01'), to: parseCalendarDate('2026-03-31') };

test('a look-up that only reads changes nothing in the folder, also not for a voucher that was refused', async () => {
  const it = aVoucher();
  const gateway = desk.open();
  await post(gateway, it);
  await desk.moveAll('refused');
  const everything = async () => (await readdir(desk.home, { recursive: true })).toSorted();
  const before = await everything();
  const query = { reference: it.reference, batchKey: null };
  const found = await gateway.findVouchers([query], { ...patience(), readsOnly: true });
  expect(found.get(it.reference)?.kind).toBe('rejected');
  expect(await everything()).toEqual(before);
  await find(gateway, it);
  expect(await everything()).not.toEqual(before);
});

test('the list has the booked files of a month, in either format, and not those that wait, are refused or were changed', async () => {
  const [csv, json, april, changed] = [
    aVoucher({ postingDate: '2026-03-31', debits: [1n, 2n] }),
    aVoucher({ postingDate: '2026-03-01', debits: [84_250n] }),
    aVoucher({ postingDate: '2026-04-01' }),
    aVoucher({ postingDate: '2026-03-15' }),
  ];
  const gateway = desk.open();
  for (const it of [csv, april, changed]) await post(gateway, it);
  await post(desk.open({ settings: { format: 'json' } }), json);
  await desk.moveAll('booked');
  await writeFile(path.join(desk.home, 'booked', `${changed.reference}.csv`), 'Reference;Amount\n');
  await writeFile(path.join(desk.home, 'booked', 'notes.txt'), 'Mine.');
  await post(gateway, aVoucher({ postingDate: '2026-03-15' }));
  const listed = (await gateway.listReferences?.(march, patience())) ?? [];
  expect(
    listed
      .map((it) => [it.reference, it.postingDate, it.debitMinor])
      .map(String)
      .toSorted(),
  ).toEqual(
    [
      [csv.reference, '2026-03-31', 3n],
      [json.reference, '2026-03-01', 84_250n],
    ]
      .map(String)
      .toSorted(),
  );
});
