import type { ReceiptDesk, ReceiptFile, Voucher } from '@bilag/core';
import type { NewFaultRule } from '@bilag/mock-erp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { patience } from '../support/sandbox.ts';
import { asPerson } from './support/person.ts';
import { openSandbox, type Sandbox, valid } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await openSandbox({}, { post: false });
});
afterEach(() => sandbox[Symbol.asyncDispose]());

type Effect = NewFaultRule['effect'];

const desk = (gateway = sandbox.gateway): ReceiptDesk => {
  if (gateway.receipts === undefined) throw new Error('Business Central takes files');
  return gateway.receipts;
};
const files = () => sandbox.mock.businessCentral.attachments();
const contents = () => files().map(({ contentBase64 }) => Buffer.from(contentBase64, 'base64'));
const journal = () => sandbox.mock.businessCentral.journals()[0];
const fail = (operation: string, effect: Effect) => sandbox.mock.world.faults.add({ operation, effect, times: 1 });
const personPosts = () => asPerson(sandbox.mock, 'POST', `journals(${journal()?.id})/Microsoft.NAV.post`);

/** Bytes that are no text in any encoding. */
const content = Uint8Array.from({ length: 3_000 }, (_, at) => (at * 37) % 256);

async function staged(it: Voucher = valid(), others: readonly Voucher[] = []): Promise<ReceiptFile> {
  const { batchKey, of } = await sandbox.post([...others, it]);
  expect(of(it)?.kind).toBe('accepted');
  const voucher = { reference: it.reference, batchKey, erpReference: null, state: 'accepted' } as const;
  return { voucher, position: 1, fileName: `${it.reference}-1.pdf`, mediaType: 'application/pdf', content };
}
const attach = (receipt: ReceiptFile) => desk().attach(receipt, patience());
const find = (receipt: ReceiptFile) => desk().find(receipt, patience());

describe('a receipt', () => {
  test('hangs on the first line of its own voucher, byte by byte, and is found there', async () => {
    const receipt = await staged(valid(), [valid()]);
    expect(await find(receipt)).toEqual({ kind: 'absent' });
    expect(await attach(receipt)).toEqual({ kind: 'attached' });
    expect(contents()).toEqual([Buffer.from(content)]);
    const ours = journal()?.lines.filter((it) => it.documentNumber === receipt.voucher.reference);
    expect(files()).toMatchObject([{ parentId: ours?.[0]?.id, fileName: receipt.fileName }]);
    expect(await find(receipt)).toEqual({ kind: 'attached' });
    expect(await find({ ...receipt, fileName: 'other.pdf' })).toEqual({ kind: 'absent' });
  });

  test('leaves the voucher as it was, to be posted as always', async () => {
    const receipt = await staged();
    const before = journal();
    await attach(receipt);
    expect(journal()).toEqual(before);
    await personPosts();
    expect(sandbox.timesBooked(valid({ reference: receipt.voucher.reference }))).toBe(1);
  });

  test('that is attached already is not attached twice', async () => {
    const receipt = await staged();
    await attach(receipt);
    expect(await attach(receipt)).toEqual({ kind: 'attached' });
    expect(files()).toHaveLength(1);
    expect(sandbox.requests('bc.attachmentContent.update')).toHaveLength(1);
  });

  test('and its neighbours are told apart by their names', async () => {
    const receipt = await staged();
    const second = { ...receipt, position: 2, fileName: `${receipt.voucher.reference}-2.png` };
    for (const it of [receipt, second]) expect(await attach(it)).toEqual({ kind: 'attached' });
    expect(files().map(({ fileName }) => fileName)).toEqual([receipt.fileName, second.fileName]);
  });

  test('is found where files are not shown at the line', async () => {
    const receipt = await staged();
    await attach(receipt);
    sandbox.mock.world.faults.add({
      operation: 'bc.attachments.list',
      times: 1,
      effect: { kind: 'status', status: 404, body: { error: { code: 'BadRequest_ResourceNotFound', message: '' } } },
    });
    expect(await find(receipt)).toEqual({ kind: 'attached' });
  });
});

describe('a half-done attempt', () => {
  test.each<[string, string, Effect]>([
    ['the file was made, and nobody said so', 'bc.attachments.create', { kind: 'commit-then-drop' }],
    ['the content was not sent', 'bc.attachmentContent.update', { kind: 'drop-before' }],
    ['the content may have been sent', 'bc.attachmentContent.update', { kind: 'status', status: 503 }],
  ])('after which %s is unknown, then absent, and completed without doubling', async (_what, operation, effect) => {
    const receipt = await staged();
    fail(operation, effect);
    expect((await attach(receipt)).kind).toBe('unknown');
    expect(files()).toHaveLength(1);
    expect(await find(receipt)).toEqual({ kind: 'absent' });
    expect(await attach(receipt)).toEqual({ kind: 'attached' });
    expect(contents()).toEqual([Buffer.from(content)]);
  });

  test('whose content came through is found', async () => {
    const receipt = await staged();
    fail('bc.attachmentContent.update', { kind: 'commit-then-drop' });
    expect((await attach(receipt)).kind).toBe('unknown');
    expect(await find(receipt)).toEqual({ kind: 'attached' });
  });

  test.each(['bc.journals.list', 'bc.journalLines.list', 'bc.attachments.list', 'bc.attachments.create'])(
    'before which too many requests were made (%s) may be made again later',
    async (operation) => {
      const receipt = await staged();
      fail(operation, { kind: 'status', status: 429, headers: { 'retry-after': '4' } });
      expect(await attach(receipt)).toMatchObject({
        kind: 'retry',
        failure: { code: 'ERP_RATE_LIMITED' },
        afterMs: 4_000,
      });
      expect(await attach(receipt)).toEqual({ kind: 'attached' });
    },
  );

  test('is not called absent while nobody answers', async () => {
    const receipt = await staged();
    sandbox.mock.world.faults.add({ system: 'business-central', effect: { kind: 'status', status: 503 } });
    expect((await find(receipt)).kind).toBe('cannot-tell');
  });
});

describe('a receipt that Business Central refuses', () => {
  test('is rejected with its words, and leaves no empty file', async () => {
    const receipt = await staged();
    const message = 'This file type is not allowed.';
    fail('bc.attachmentContent.update', {
      kind: 'status',
      status: 400,
      body: { error: { code: 'Application_DialogException', message } },
    });
    const outcome = await attach(receipt);
    expect(outcome).toMatchObject({ kind: 'rejected', failure: { code: 'RECEIPT_REFUSED', reply: { status: 400 } } });
    expect(JSON.stringify(outcome)).toContain(message);
    expect(files()).toEqual([]);
  });

  test('because of its name is not left behind under another one', async () => {
    const receipt = await staged();
    expect(await attach({ ...receipt, fileName: 'a/b.pdf' })).toMatchObject({
      kind: 'rejected',
      failure: { code: 'RECEIPT_REFUSED' },
    });
    expect(files()).toEqual([]);
  });

  test('may be empty: that is noticed before anything is asked', async () => {
    const receipt = await staged();
    const before = sandbox.mock.world.requests.list().length;
    expect(await attach({ ...receipt, content: new Uint8Array() })).toMatchObject({ kind: 'rejected' });
    expect(sandbox.mock.world.requests.list()).toHaveLength(before);
  });

  test('for want of a right may be taken later', async () => {
    const receipt = await staged();
    sandbox.mock.businessCentral.settings.deniedOperations = ['bc.attachments.create'];
    expect(await attach(receipt)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_PERMISSION_DENIED' } });
  });
});

describe('once the voucher has left its journal', () => {
  test.each(['accepted', 'synced'] as const)('a receipt is refused in plain words (known as %s)', async (state) => {
    const receipt = await staged();
    await personPosts();
    expect(await attach({ ...receipt, voucher: { ...receipt.voucher, state } })).toEqual({
      kind: 'rejected',
      failure: {
        code: 'RECEIPT_REFUSED',
        message:
          'The voucher is no longer in its journal: it was posted or removed, and Business Central takes files only before that.',
      },
    });
    expect(files()).toEqual([]);
  });

  test('a receipt that followed it to the ledger is found, one that did not is for a person to look for', async () => {
    const receipt = await staged();
    await attach(receipt);
    sandbox.mock.businessCentral.settings.attachmentsAfterPosting = 'follow';
    await personPosts();
    expect(await find(receipt)).toEqual({ kind: 'attached' });
    sandbox.mock.businessCentral.settings.attachmentsAfterPosting = 'gone';
    expect(await find(receipt)).toMatchObject({
      kind: 'cannot-tell',
      failure: { code: 'ERP_LOOK_UP_INCONCLUSIVE' },
    });
  });

  test('where it is posted at once, a receipt is refused', async () => {
    const it = valid();
    const gateway = sandbox.open({ post: true });
    const { batchKey, of } = await sandbox.post([it], gateway);
    expect(of(it)?.kind).toBe('booked');
    const voucher = { reference: it.reference, batchKey, erpReference: 'G/L entry 48001', state: 'synced' } as const;
    const receipt = { voucher, position: 1, fileName: 'a.pdf', mediaType: 'application/pdf', content };
    expect(await desk(gateway).attach(receipt, patience())).toMatchObject({ kind: 'rejected' });
  });
});
