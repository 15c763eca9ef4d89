import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openGateway } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { fileConnector } from '../src/index.ts';
import { breakable, find, folderKey, hostWith, openDesk, openPreparedDesk, patience, post } from './support/desk.ts';

const open = (settings: object, exportFolder?: string, credentials: unknown = { folderKey }) =>
  openGateway(fileConnector, { settings: { profile: 'folder', ...settings }, credentials }, hostWith(exportFolder));

describe('where files go', () => {
  test('is the operator’s to say: without a folder of the installation the connector does not open', () => {
    for (const exportFolder of [undefined, '', 'relative/folder', '../export']) {
      const refusal = { code: 'INVALID_SETTINGS', message: expect.stringContaining('BILAG_EXPORT_FOLDER') };
      expect(() => open({ folder: 'hlf' }, exportFolder)).toThrow(expect.objectContaining(refusal));
    }
  });

  test.each([
    '..',
    '.',
    '',
    '../hlf',
    '/etc',
    'a/b',
    'a\\b',
    'Hlf',
    'hlf\n',
    'hlf\u0000',
    '-hlf',
    '.bilag',
    'x'.repeat(64),
    7,
    null,
    ['hlf'],
  ])('is one plain name below it: %j is refused', (folder) => {
    const refusal = { code: 'INVALID_SETTINGS', field: 'folder' };
    expect(() => open({ folder }, '/srv/export')).toThrow(expect.objectContaining(refusal));
  });

  test('is no symbolic link, neither the folder nor one in it, so that nothing leads out', async () => {
    for (const linked of ['.', 'new', 'booked', 'refused', 'receipts', '.bilag', '.bilag/taken', '.bilag/drafts']) {
      await using desk = await openPreparedDesk();
      const place = path.join(desk.home, linked);
      await rename(place, path.join(desk.root, 'aside'));
      await symlink(path.join(desk.root, 'aside'), place);
      const voucher = aVoucher();
      const outcome = { kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } };
      expect(await post(desk.open(), voucher)).toMatchObject(outcome);
      expect(await find(desk.open(), voucher)).toMatchObject({ kind: 'unavailable' });
      await expect(desk.open().testConnection(patience())).rejects.toMatchObject({ code: 'ERP_UNAVAILABLE' });
    }
  });

  test('a link or a folder in a voucher’s place is not followed: nobody can say what it is', async () => {
    await using desk = await openPreparedDesk();
    const elsewhere = path.join(desk.root, 'elsewhere.csv');
    const [linked, folder] = [aVoucher(), aVoucher()];
    await writeFile(elsewhere, desk.open().render(linked).payload);
    await symlink(elsewhere, path.join(desk.home, 'booked', `${linked.reference}.csv`));
    await mkdir(path.join(desk.home, 'new', `${folder.reference}.csv`));
    for (const it of [linked, folder]) {
      expect(await find(desk.open(), it)).toMatchObject({ kind: 'cannot-tell' });
      expect(await post(desk.open(), it)).toMatchObject({ kind: 'unknown', failure: { code: 'ERP_VOUCHER_DIFFERS' } });
    }
  });
});

describe('whose folder it is', () => {
  test('CFG-2 the first connection test makes it, and every later one finds the same ledger', async () => {
    await using desk = await openDesk();
    const first = await desk.open().testConnection(patience());
    expect(first.ledger).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'hlf' });
    expect(await desk.open().testConnection(patience())).toEqual(first);
    for (const it of ['new', 'booked', 'receipts'] as const) expect(await desk.names(it)).toEqual([]);
  });

  test('two first tests at once agree on one ledger', async () => {
    await using desk = await openDesk();
    const reports = await Promise.all(Array.from({ length: 8 }, () => desk.open().testConnection(patience())));
    expect(new Set(reports.map(({ ledger }) => ledger.id)).size).toBe(1);
  });

  test('CFG-5 another organization that names it is turned away, and its key is nowhere on the disk', async () => {
    await using desk = await openPreparedDesk();
    const other = desk.open({ folderKey: 'a guess by another organization' });
    const denied = { code: 'ERP_AUTHENTICATION_FAILED' };
    await expect(other.testConnection(patience())).rejects.toMatchObject(denied);
    await expect(other.readMasterData(patience())).rejects.toMatchObject(denied);
    expect(await post(other, aVoucher())).toMatchObject({ kind: 'retry', failure: denied });
    expect(await find(other, aVoucher())).toMatchObject({ kind: 'unavailable', failure: denied });
    expect(await desk.names('new')).toEqual([]);
    expect(await readFile(path.join(desk.home, '.bilag', 'ledger.json'), 'utf8')).not.toContain(folderKey);
  });

  test('an emptied folder is no ledger without vouchers: nothing is absent there, and nothing is written', async () => {
    await using desk = await openPreparedDesk();
    await rm(desk.home, { recursive: true });
    const emptied = async () => {
      const outcome = { kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } };
      expect(await post(desk.open(), aVoucher())).toMatchObject(outcome);
      expect(await find(desk.open(), aVoucher())).toMatchObject({ kind: 'unavailable' });
    };
    await emptied();
    for (const it of ['new', 'booked', 'refused', 'receipts', '.bilag/drafts', '.bilag/taken']) {
      await mkdir(path.join(desk.home, it), { recursive: true });
    }
    await emptied();
    await writeFile(path.join(desk.home, '.bilag', 'ledger.json'), '{"id":7}');
    await emptied();
  });

  test('a missing drive is not reached, and is not written in its place', async () => {
    await using desk = await openDesk();
    const root = path.join(desk.root, 'drive');
    const code = 'ERP_UNREACHABLE';
    await expect(desk.open({ root }).testConnection(patience())).rejects.toMatchObject({ code });
    await writeFile(root, 'a plain file');
    await expect(desk.open({ root }).testConnection(patience())).rejects.toMatchObject({ code });
    expect(await post(desk.open({ root }), aVoucher())).toMatchObject({ kind: 'retry', failure: { code } });
  });

  test('a plain file where a folder belongs is told by its name', async () => {
    await using desk = await openPreparedDesk();
    const booked = breakable(desk.home, 'booked');
    await booked.break();
    const failure = { code: 'ERP_UNAVAILABLE', message: expect.stringContaining('«booked»') };
    expect(await find(desk.open(), aVoucher())).toMatchObject({ kind: 'unavailable', failure });
    await booked.mend();
    expect(await find(desk.open(), aVoucher())).toEqual({ kind: 'absent' });
  });
});

describe('settings and credentials', () => {
  const good = { folder: 'hlf', format: 'json', dimensions: ['costCenter'], timing: { settlingMs: 5_000 } };

  test('are read as the form says', () => {
    expect(open(good, '/srv/export').traits).toMatchObject({
      duplicateGuard: 'unique-reference',
      settlingMs: 5_000,
      bookingPollMs: 300_000,
    });
  });

  test.each([
    ['format', { format: 'xml' }],
    ['settings.profile', { profile: 'drive' }],
    ['dimensions', { dimensions: 'costCenter' }],
    ['dimensions', { dimensions: ['a;b'] }],
    ['dimensions', { dimensions: ['costCenter', 'costCenter'] }],
    ['timing.settlingMs', { timing: { settlingMs: 1 } }],
    ['timing.bookingPollMs', { timing: { bookingPollMs: '500' } }],
    ['path', { path: '/etc' }],
  ])('a wrong %s is named', (field, change) => {
    const refusal = { code: 'INVALID_SETTINGS', field };
    expect(() => open({ ...good, ...change }, '/srv/export')).toThrow(expect.objectContaining(refusal));
  });

  test.each([
    {},
    { folderKey: 'short' },
    { folderKey: 7 },
    { folderKey: 'x'.repeat(201) },
    null,
    { folderKey, more: 1 },
  ])('credentials %j are refused without repeating them', (credentials) => {
    const refusal = { code: 'INVALID_CREDENTIALS_FORM', message: expect.not.stringContaining('short') };
    expect(() => open(good, '/srv/export', credentials)).toThrow(expect.objectContaining(refusal));
  });
});
