import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compareVoucher } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../src/disk-files.ts';
import { find, openPreparedDesk, post, systemError } from './support/desk.ts';
import { expectOnce, expectOnceInSpiteOf, fileOf, linesOf, recover } from './support/recovery.ts';
import { stopBefore } from './support/slow-files.ts';

/** A posting enters the folder in 10 operations, looks for the voucher in 6, and writes in 8; number 24 is of one that has ended. */
const operations = Array.from({ length: 16 }, (_, at) => at + 9);

describe('a sender that stops anywhere', () => {
  test.each(operations)('DOD-2 and never goes on, before operation %i: its voucher is imported once', async (at) => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    const sender = stopBefore(at);
    await Promise.race([sender.stopped, post(desk.open({ files: sender.files }), voucher)]);
    await recover(desk, voucher);
    await desk.moveAll('booked');
    await expectOnce(desk, voucher);
  });

  test.each(operations)(
    'DOD-2 and goes on when all is over, before operation %i: its voucher is imported once',
    async (at) => {
      await using desk = await openPreparedDesk();
      const voucher = aVoucher();
      const sender = stopBefore(at);
      const late = post(desk.open({ files: sender.files }), voucher);
      await Promise.race([sender.stopped, late]);
      await recover(desk, voucher);
      await desk.moveAll('booked');
      sender.goOn();
      await late;
      expect(await desk.names('new')).toEqual([]);
      await expectOnce(desk, voucher);
    },
  );

  test.each(operations)(
    'and goes on after its deadline, before operation %i: what was absent stays absent',
    async (at) => {
      await using desk = await openPreparedDesk();
      const voucher = aVoucher();
      const gateway = desk.open();
      const sender = stopBefore(at);
      const deadline = new AbortController();
      const context = { signal: deadline.signal, batchKey: 'TESTBATCH' };
      const late = desk.open({ files: sender.files }).postVouchers([gateway.render(voucher)], context);
      await Promise.race([sender.stopped, late]);
      const found = await find(gateway, voucher);
      deadline.abort();
      sender.goOn();
      await sender.finished();
      expect(await desk.copiesOf(voucher)).toBe(found?.kind === 'absent' ? 0 : 1);
    },
  );

  test.each(operations)(
    'and goes on after its deadline, before operation %i: it begins to write nothing more',
    async (at) => {
      await using desk = await openPreparedDesk();
      const sender = stopBefore(at);
      const gateway = desk.open({ files: sender.files });
      const deadline = new AbortController();
      const context = { signal: deadline.signal, batchKey: 'TESTBATCH' };
      const late = gateway.postVouchers([gateway.render(aVoucher())], context);
      await Promise.race([sender.stopped, late]);
      deadline.abort();
      const before = sender.begun.length;
      sender.goOn();
      await sender.finished();
      expect(sender.begun.slice(before).filter((it) => ['write', 'link', 'move'].includes(it))).toEqual([]);
    },
  );

  // The operations around claim and publication, where a look-up has something to end.
  test.each([18, 20, 21, 22])(
    'before operation %i, and a look-up that stops anywhere: the voucher is imported once',
    async (at) => {
      for (let lookUpAt = 17; lookUpAt < 34; lookUpAt += 1) {
        await using desk = await openPreparedDesk();
        const voucher = aVoucher();
        await expectOnceInSpiteOf(desk, voucher, { sendingStopsAt: at, lookUpStopsAt: lookUpAt });
      }
    },
  );

  test.each(operations)('before operation %i, and never goes on: a person never sees half a file', async (at) => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    const gateway = desk.open();
    const sender = stopBefore(at);
    await Promise.race([sender.stopped, post(desk.open({ files: sender.files }), voucher)]);
    for (const name of await desk.names('new')) {
      const content = await readFile(path.join(desk.home, 'new', name), 'utf8');
      expect(content).toBe(gateway.render(voucher).payload);
    }
  });
});

test('DOD-2 senders, look-ups and a person who imports all at once: each voucher is imported once', async () => {
  await using desk = await openPreparedDesk();
  const vouchers = Array.from({ length: 40 }, () => aVoucher());
  const isOver = new AbortController();
  const person = (async () => {
    while (!isOver.signal.aborted) await desk.moveAll('booked');
  })();
  await Promise.all(
    vouchers.flatMap((it) => [
      post(desk.open(), it),
      find(desk.open(), it),
      post(desk.open(), it),
      find(desk.open(), it),
    ]),
  );
  isOver.abort();
  await person;
  await desk.moveAll('booked');
  for (const it of vouchers) {
    if ((await find(desk.open(), it))?.kind === 'absent') await post(desk.open(), it);
    await desk.moveAll('booked');
    await expectOnce(desk, it);
  }
});

describe('a file that is there already', () => {
  test('with the same content is the voucher, wherever it is by now', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    const erpReference = `${voucher.reference}.csv`;
    expect(await post(desk.open(), voucher)).toEqual({ kind: 'accepted', erpReference });
    expect(await post(desk.open(), voucher)).toEqual({ kind: 'accepted', erpReference });
    // Also after the organization has chosen another format: the file that is there counts.
    expect(await post(desk.open({ settings: { format: 'json' } }), voucher)).toEqual({
      kind: 'accepted',
      erpReference,
    });
    await desk.moveAll('booked');
    expect(await post(desk.open(), voucher)).toEqual({ kind: 'booked', erpReference });
    expect(await desk.copiesOf(voucher)).toBe(1);
  });

  test('with other content is never overwritten, and a person decides', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    const other = aVoucher({ reference: voucher.reference, debits: [1n] });
    await post(desk.open(), voucher);
    const before = await readFile(fileOf(desk, 'new', voucher), 'utf8');
    const refusal = { kind: 'unknown', failure: { code: 'ERP_VOUCHER_DIFFERS' } };
    expect(await post(desk.open(), other)).toMatchObject(refusal);
    expect(await readFile(fileOf(desk, 'new', voucher), 'utf8')).toBe(before);
    expect(compareVoucher(other, linesOf(await find(desk.open(), other)))).not.toEqual([]);
  });

  test('that a person copied instead of moving it is told as two', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    await writeFile(fileOf(desk, 'booked', voucher), await readFile(fileOf(desk, 'new', voucher)));
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'booked', copies: 2 });
  });

  test('that a person changed is told by what it says now, and one that cannot be read is for a person', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    const file = fileOf(desk, 'new', voucher);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('842.50', '843.50'));
    expect(compareVoucher(voucher, linesOf(await find(desk.open(), voucher)))).not.toEqual([]);
    // As a spreadsheet saves it: without quotes, which changes nothing.
    await writeFile(file, text.replaceAll('"', ''));
    expect(compareVoucher(voucher, linesOf(await find(desk.open(), voucher)))).toEqual([]);
    for (const broken of ['', text.replaceAll('.', ','), text.slice(0, 300), text.replaceAll('R-', 'H-'), '\u0000']) {
      await writeFile(file, broken);
      expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'cannot-tell' });
    }
  });
});

describe('a person', () => {
  test('who refuses a voucher is believed, with what was written beside it, and it can be sent again once the file is deleted', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    await desk.moveAll('refused');
    const failure = { code: 'ERP_IMPORT_REFUSED' };
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'rejected', failure });
    await writeFile(path.join(desk.home, 'refused', `${voucher.reference}.txt`), 'Account 7140 is closed.\n');
    const withReason = { kind: 'rejected', failure: { ...failure, reply: { body: 'Account 7140 is closed.' } } };
    expect(await find(desk.open(), voucher)).toMatchObject(withReason);
    expect(await post(desk.open(), voucher)).toMatchObject({ kind: 'rejected', failure });
    await rm(fileOf(desk, 'refused', voucher));
    expect(await find(desk.open(), voucher)).toEqual({ kind: 'absent' });
    expect(await post(desk.open(), voucher)).toMatchObject({ kind: 'accepted' });
  });

  test('who imports a refused voucher after all, and files it away, is not given it a second time', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    await desk.moveAll('refused');
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'rejected' });
    await rename(fileOf(desk, 'refused', voucher), fileOf(desk, 'booked', voucher));
    await rename(fileOf(desk, 'booked', voucher), path.join(desk.home, 'imported in March.csv'));
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'cannot-tell' });
    expect(await post(desk.open(), voucher)).toMatchObject({ kind: 'unknown' });
    expect(await desk.names('new')).toEqual([]);
  });

  test('who imports a refused voucher after all is not given it a second time once it was seen in «booked», wherever it goes', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    await desk.moveAll('refused');
    await find(desk.open(), voucher);
    await rename(fileOf(desk, 'refused', voucher), fileOf(desk, 'booked', voucher));
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'booked' });
    // To another disk, where nobody sees that it is the same file.
    await rm(fileOf(desk, 'booked', voucher));
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'cannot-tell' });
    expect(await post(desk.open(), voucher)).toMatchObject({ kind: 'unknown' });
    expect(await desk.names('new')).toEqual([]);
  });

  test('who deletes a refused voucher gets it once, however many send it again', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    await desk.moveAll('refused');
    await find(desk.open(), voucher);
    await rm(fileOf(desk, 'refused', voucher));
    await Promise.all([1, 2, 3, 4].map(() => post(desk.open(), voucher)));
    expect(await desk.names('new')).toHaveLength(1);
    await desk.moveAll('booked');
    await rm(fileOf(desk, 'booked', voucher));
    expect(await post(desk.open(), voucher)).toMatchObject({ kind: 'unknown' });
    expect(await desk.names('new')).toEqual([]);
  });

  test('who deletes a file that waits leaves a doubt that only a person can end: nothing is sent again', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    await rm(fileOf(desk, 'new', voucher));
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'cannot-tell' });
    expect(await post(desk.open(), voucher)).toMatchObject({ kind: 'unknown' });
    expect(await desk.names('new')).toEqual([]);
  });

  test('who moves a file while it is looked up does not make it disappear', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    const read = async (file: string) => {
      const found = await diskFiles.read(file);
      // Moved on the moment it has been read in «new», and again before «refused» is looked into.
      if (file === fileOf(desk, 'new', voucher) && found) await rename(file, fileOf(desk, 'booked', voucher));
      return found;
    };
    expect(await find(desk.open({ files: { read } }), voucher)).toMatchObject({ kind: 'booked', copies: 1 });
  });
});

test('a network drive that moves the file and reports an error leaves the voucher unknown, and a look-up finds it', async () => {
  await using desk = await openPreparedDesk();
  for (const operation of ['link', 'move'] as const) {
    const voucher = aVoucher();
    const files = {
      [operation]: async (from: string, to: string) => {
        await diskFiles[operation](from, to);
        throw systemError('EIO');
      },
    };
    const outcome = await post(desk.open({ files }), voucher);
    expect(outcome).toMatchObject({ kind: 'unknown', failure: { code: 'ERP_REPLY_LOST' } });
    expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'accepted', copies: 1 });
  }
});

test('a network drive that repeats a link, and is told that the name is there, has handed the voucher over once', async () => {
  await using desk = await openPreparedDesk();
  const voucher = aVoucher();
  const link = async (from: string, to: string) => {
    await diskFiles.link(from, to);
    throw systemError('EEXIST');
  };
  expect(await post(desk.open({ files: { link } }), voucher)).toMatchObject({ kind: 'accepted' });
  expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'accepted', copies: 1 });
  await desk.moveAll('booked');
  await expectOnce(desk, voucher);
});
