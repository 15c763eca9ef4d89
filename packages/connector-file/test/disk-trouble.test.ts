import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { aVoucher } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../src/disk-files.ts';
import type { Files } from '../src/files.ts';
import { find, openPreparedDesk, patience, post, systemError } from './support/desk.ts';
import { stopBefore } from './support/slow-files.ts';

const troubles = [
  ['ENOSPC', 'ERP_UNAVAILABLE', 'the disk is full'],
  ['EDQUOT', 'ERP_UNAVAILABLE', 'the quota of the disk is used up'],
  ['EACCES', 'ERP_PERMISSION_DENIED', 'the service may not write there'],
  ['EROFS', 'ERP_PERMISSION_DENIED', 'the service may not write there'],
  ['EIO', 'ERP_UNAVAILABLE', 'the system reports an error'],
] as const;

describe.each(troubles)('%s', (errno, code, words) => {
  test('while the file is written is a definite no in plain words, without a half file', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    const files: Partial<Files> = {
      async write(file, content) {
        await writeFile(file, content.subarray(0, 40));
        throw systemError(errno);
      },
    };
    const outcome = await post(desk.open({ files }), voucher);
    expect(outcome).toMatchObject({ kind: 'retry', failure: { code, message: expect.stringContaining(words) } });
    expect(JSON.stringify(outcome)).not.toContain(desk.root);
    expect(await desk.copiesOf(voucher)).toBe(0);
    expect(await diskFiles.list(path.join(desk.home, '.bilag', 'drafts'))).toEqual([]);
    expect(await find(desk.open(), voucher)).toEqual({ kind: 'absent' });
  });

  test('while the folder is read leaves open what is there', async () => {
    await using desk = await openPreparedDesk();
    const files: Partial<Files> = { read: () => Promise.reject(systemError(errno)) };
    const outcome = { kind: 'unavailable', failure: { code } };
    expect(await find(desk.open({ files }), aVoucher())).toMatchObject(outcome);
    await expect(desk.open({ files }).readMasterData(patience())).rejects.toMatchObject({ code });
  });

  test('shows at the connection test', async () => {
    await using desk = await openPreparedDesk();
    for (const operation of ['write', 'link', 'move', 'sync'] as const) {
      const files = { [operation]: () => Promise.reject(systemError(errno)) };
      await expect(desk.open({ files }).testConnection(patience())).rejects.toMatchObject({ code });
    }
    expect(await desk.names('new')).toEqual([]);
    expect(await diskFiles.list(path.join(desk.home, '.bilag', 'taken'))).toEqual([]);
  });
});

test.each(['EOPNOTSUPP', 'EXDEV', 'EPERM', 'ENOSPC'])(
  'a file system that refuses to link (%s) has surely not taken the voucher',
  async (errno) => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    const files: Partial<Files> = { link: () => Promise.reject(systemError(errno)) };
    expect(await post(desk.open({ files }), voucher)).toMatchObject({ kind: 'retry' });
    expect(await find(desk.open(), voucher)).toEqual({ kind: 'absent' });
  },
);

test('one voucher’s trouble is not another’s', async () => {
  await using desk = await openPreparedDesk();
  const [first, second, third] = [aVoucher(), aVoucher(), aVoucher()];
  const files: Partial<Files> = {
    link: (from, to) => (to.endsWith(second.reference) ? Promise.reject(systemError('EIO')) : diskFiles.link(from, to)),
  };
  const gateway = desk.open({ files });
  const rendered = [first, second, third].map((it) => gateway.render(it));
  const outcomes = await gateway.postVouchers(rendered, patience());
  expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(['accepted', 'unknown', 'accepted']);
});

test('what was not begun before the deadline is a definite no', async () => {
  await using desk = await openPreparedDesk();
  const { files, begun } = stopBefore(Number.POSITIVE_INFINITY);
  const gateway = desk.open({ files });
  const voucher = aVoucher();
  const context = { signal: AbortSignal.abort(), batchKey: 'TESTBATCH' };
  const outcomes = await gateway.postVouchers([gateway.render(voucher)], context);
  expect(outcomes.get(voucher.reference)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
  const found = await gateway.findVouchers([{ reference: voucher.reference, batchKey: null }], context);
  expect(found.get(voucher.reference)).toMatchObject({ kind: 'unavailable' });
  expect(begun).toEqual([]);
});

describe.each(['EACCES', 'EPERM', 'EBUSY'])('a file that the service may not read (%s)', (errno) => {
  const unreadable = (at: string): Partial<Files> => ({
    read: (file) => (file.includes(at) ? Promise.reject(systemError(errno)) : diskFiles.read(file)),
  });

  test.each(['new', 'booked'] as const)(
    'in «%s» is for a person to decide, and no other voucher waits for it',
    async (stage) => {
      await using desk = await openPreparedDesk();
      const [locked, other] = [aVoucher(), aVoucher()];
      for (const it of [locked, other]) await post(desk.open(), it);
      if (stage === 'booked') await desk.moveAll('booked');
      const gateway = desk.open({ files: unreadable(`${stage}/${locked.reference}`) });
      const queries = [locked, other].map(({ reference }) => ({ reference, batchKey: null }));
      const found = await gateway.findVouchers(queries, patience());
      const message = `The file in «${stage}» cannot be read by the service.`;
      const failure = { code: 'ERP_LOOK_UP_INCONCLUSIVE', message };
      expect(found.get(locked.reference)).toEqual({ kind: 'cannot-tell', failure });
      expect(found.get(other.reference)).toMatchObject({ kind: stage === 'new' ? 'accepted' : 'booked' });
      expect(await post(gateway, locked)).toMatchObject({ kind: 'unknown' });
      expect(await desk.copiesOf(locked)).toBe(1);
    },
  );

  test('in «refused» is refused all the same, also when it is the note beside it', async () => {
    await using desk = await openPreparedDesk();
    const voucher = aVoucher();
    await post(desk.open(), voucher);
    await desk.moveAll('refused');
    const gateway = desk.open({ files: unreadable(`refused/${voucher.reference}`) });
    expect(await find(gateway, voucher)).toMatchObject({ kind: 'rejected', failure: { code: 'ERP_IMPORT_REFUSED' } });
  });
});

test('a folder that the service may not search is the organization’s trouble, not one voucher’s', async () => {
  await using desk = await openPreparedDesk();
  const closed = (file: string) => path.dirname(file) === path.join(desk.home, 'new');
  const files: Partial<Files> = {
    read: (file) => (closed(file) ? Promise.reject(systemError('EACCES')) : diskFiles.read(file)),
    look: (file) => (closed(file) ? Promise.reject(systemError('EACCES')) : diskFiles.look(file)),
  };
  const outcome = { kind: 'unavailable', failure: { code: 'ERP_PERMISSION_DENIED' } };
  expect(await find(desk.open({ files }), aVoucher())).toMatchObject(outcome);
});
