import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { aVoucher, type ReceiptDeskHarness, receiptDeskContract } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { diskFiles } from '../src/disk-files.ts';
import { breakable, folderKey, missingDrive, openPreparedDesk, patience, systemError } from './support/desk.ts';

receiptDeskContract('File export', openHarness);

test('a receipt whose name leads elsewhere is refused, and one that is there is never overwritten', async () => {
  await using desk = await openPreparedDesk();
  const { receipts } = desk.open();
  const voucher = { reference: aVoucher().reference, batchKey: null, erpReference: null, state: 'accepted' } as const;
  const attach = (fileName: string, text: string) =>
    receipts?.attach(
      { voucher, position: 1, fileName, mediaType: 'application/pdf', content: Buffer.from(text) },
      patience(),
    );
  for (const name of ['../outside.pdf', '/tmp/outside.pdf', '.hidden', '..', 'a/b.pdf', '']) {
    const refusal = { kind: 'rejected', failure: { code: 'RECEIPT_REFUSED' } };
    expect(await attach(name, 'x')).toMatchObject(refusal);
  }
  expect(await attach('R-1-1.pdf', 'first')).toEqual({ kind: 'attached' });
  expect(await attach('R-1-1.pdf', 'first')).toEqual({ kind: 'attached' });
  expect(await attach('R-1-1.pdf', 'other')).toMatchObject({ kind: 'rejected', failure: { code: 'RECEIPT_REFUSED' } });
  expect(await readFile(path.join(desk.home, 'receipts', 'R-1-1.pdf'), 'utf8')).toBe('first');
  expect(await diskFiles.list(path.join(desk.home, '.bilag', 'drafts'))).toEqual([]);
});

async function openHarness(): Promise<ReceiptDeskHarness> {
  const desk = await openPreparedDesk();
  const closing = new AbortController();
  const after: (() => Promise<void>)[] = [];
  const files = {
    async link(from: string, to: string) {
      await diskFiles.link(from, to);
      if (to.includes(`${path.sep}receipts${path.sep}`)) await after.shift()?.();
    },
  };
  const hang = () => new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  const reads = breakable(desk.home, 'receipts');
  return {
    gateway: desk.open({ files }),
    unreachable: desk.open({ root: missingDrive(desk.root) }),
    refusedSignIn: desk.open({ folderKey: `${folderKey} of another organization` }),
    bookedOnly: false,
    codes: { debitAccount: '7140', creditAccount: '2910', costCenter: '310' },
    loseNextReply: async () => void after.push(() => Promise.reject(systemError('EIO'))),
    hangNext: async () => void after.push(hang),
    breakReads: () => reads.break(),
    mend: () => reads.mend(),
    book: () => desk.moveAll('booked'),
    async filesOf(reference) {
      const names = (await desk.names('receipts')).filter((it) => it.startsWith(reference));
      return await Promise.all(
        names.map(async (fileName) => {
          return { fileName, content: await readFile(path.join(desk.home, 'receipts', fileName)) };
        }),
      );
    },
    async close() {
      closing.abort();
      await desk[Symbol.asyncDispose]();
    },
  };
}
