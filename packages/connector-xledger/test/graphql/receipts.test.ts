import type { AttachOutcome, ReceiptDesk, ReceiptFile, Voucher } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import { type MockErp, type NewFaultRule, XLEDGER_TOKENS } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { patience, requestsOf } from '../support/harness.ts';
import { openGateway, openMock } from './support/harness.ts';
import { answering, listsAsked, notUnderstood, page } from './support/lists.ts';
import { type StrangerAnswer, startRawStranger, startStranger } from './support/stranger.ts';

const content = Buffer.concat([Buffer.from('%PDF-1.7\r\n--bilag\r\n'), Buffer.from([0, 255, 13, 10, 34])]);

/** The receipt at a place among those of a voucher. */
function receiptOf(it: Voucher, position = 1, more: Partial<ReceiptFile> = {}): ReceiptFile {
  const voucher = { reference: it.reference, batchKey: 'B', erpReference: null, state: 'accepted' as const };
  const fileName = `${it.reference}-${position}.pdf`;
  return { voucher, position, fileName, mediaType: 'application/pdf', content, ...more };
}

/** A mock that holds a voucher of three rows, with a desk for its receipts. */
async function openDesk() {
  const erp = await openMock({}, { receipts: true });
  const it = aVoucher();
  await erp.gateway.postVouchers([erp.gateway.render(it)], patience());
  const { receipts: desk } = erp.gateway;
  if (desk === undefined) throw new Error('The settings ask for receipts');
  erp.mock.world.requests.clear();
  return { ...erp, desk, it };
}

const filesOf = (mock: MockErp) => mock.xledger.queue.rows().map((row) => row.values['invoiceFile']);
const attach = (desk: ReceiptDesk, receipt: ReceiptFile) => desk.attach(receipt, patience());
const find = (desk: ReceiptDesk, receipt: ReceiptFile) => desk.find(receipt, patience());
const fault = (mock: MockErp, effect: NewFaultRule['effect']) =>
  void mock.world.faults.add({ operation: 'xledger.updateGLImportItems', times: 1, effect });

test('each receipt goes to a row of its own, in two requests, and is found there', async () => {
  await using erp = await openDesk();
  for (const position of [1, 2, 3]) {
    expect(await attach(erp.desk, receiptOf(erp.it, position))).toEqual({ kind: 'attached' });
  }
  expect(filesOf(erp.mock)).toEqual([1, 2, 3].map((position) => receiptOf(erp.it, position).fileName));
  expect(requestsOf(erp.mock)).toEqual({ 'xledger.glImportItems': 3, 'xledger.updateGLImportItems': 3 });
  for (const position of [1, 2, 3]) {
    expect(await find(erp.desk, receiptOf(erp.it, position))).toEqual({ kind: 'attached' });
  }
});

test('a file changes nothing of its voucher', async () => {
  await using erp = await openDesk();
  const before = erp.mock.xledger.queue.rows();
  await attach(erp.desk, receiptOf(erp.it, 2));
  const after = erp.mock.xledger.queue.rows();
  const plain = ({ dbId, values, references }: (typeof before)[number]) => {
    const { invoiceFile: _file, ...others } = values;
    return { dbId, others, references };
  };
  expect(after.map(plain)).toEqual(before.map(plain));
  erp.mock.xledger.runBookingJob();
  expect(erp.mock.world.ledger.list({ reference: erp.it.reference })).toHaveLength(1);
});

test('a receipt that is there already is not sent again', async () => {
  await using erp = await openDesk();
  await attach(erp.desk, receiptOf(erp.it));
  erp.mock.world.requests.clear();
  expect(await attach(erp.desk, receiptOf(erp.it))).toEqual({ kind: 'attached' });
  expect(requestsOf(erp.mock)).toEqual({ 'xledger.glImportItems': 1 });
});

test.each<[string, NewFaultRule['effect'], 'attached' | 'absent']>([
  ['is lost after the work', { kind: 'commit-then-drop' }, 'attached'],
  ['is lost before the work', { kind: 'drop-before' }, 'absent'],
  ['is an error of the server', { kind: 'status', status: 502, body: '<h1>Bad gateway</h1>' }, 'absent'],
])('when the answer to a file %s, a look says what became of it, and a repeat doubles nothing', async (...row) => {
  const [, effect, found] = row;
  await using erp = await openDesk();
  fault(erp.mock, effect);
  expect(await attach(erp.desk, receiptOf(erp.it))).toMatchObject({ kind: 'unknown' });
  expect(await find(erp.desk, receiptOf(erp.it))).toEqual({ kind: found });
  expect(await attach(erp.desk, receiptOf(erp.it))).toEqual({ kind: 'attached' });
  expect(filesOf(erp.mock)).toEqual([receiptOf(erp.it).fileName, undefined, undefined]);
});

test.each<[string, NewFaultRule['effect'], Partial<AttachOutcome>]>([
  [
    'too many requests',
    { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
    { kind: 'retry', afterMs: 7_000 },
  ],
  ['a file that is too large for it', { kind: 'status', status: 413 }, { kind: 'rejected' }],
  [
    'a file that it does not take',
    { kind: 'status', status: 200, body: { errors: [{ message: 'No.', extensions: { code: 'INVALID_VALUE' } }] } },
    { kind: 'rejected' },
  ],
  [
    'an error that nobody knows',
    { kind: 'status', status: 200, body: { errors: [{ message: 'Oops.' }] } },
    { kind: 'unknown' },
  ],
  [
    'no word on the row',
    { kind: 'status', status: 200, body: { data: { updateGLImportItems: { edges: null } } } },
    { kind: 'unknown' },
  ],
])('%s in answer to a file is what it is', async (_what, effect, outcome) => {
  await using erp = await openDesk();
  fault(erp.mock, effect);
  const told = await attach(erp.desk, receiptOf(erp.it));
  expect(told).toMatchObject(outcome);
  expect('failure' in told ? told.failure.reply?.status : undefined).toBeDefined();
  expect(filesOf(erp.mock)).toEqual([undefined, undefined, undefined]);
});

test('a receipt beyond the last row is refused in words, and is nowhere', async () => {
  await using erp = await openDesk();
  expect(await attach(erp.desk, receiptOf(erp.it, 4))).toMatchObject({
    kind: 'rejected',
    failure: {
      code: 'RECEIPT_REFUSED',
      message: expect.stringContaining('the voucher has 3 rows, and this is receipt 4'),
    },
  });
  expect(await find(erp.desk, receiptOf(erp.it, 4))).toEqual({ kind: 'absent' });
});

test('once the voucher is booked a file is refused in words, whatever its state is said to be', async () => {
  await using erp = await openDesk();
  erp.mock.xledger.runBookingJob();
  for (const state of ['accepted', 'synced'] as const) {
    const receipt = receiptOf(erp.it);
    expect(await attach(erp.desk, { ...receipt, voucher: { ...receipt.voucher, state } })).toMatchObject({
      kind: 'rejected',
      failure: { code: 'RECEIPT_REFUSED', message: expect.stringContaining('The voucher is booked') },
    });
  }
  expect(requestsOf(erp.mock)['xledger.updateGLImportItems']).toBeUndefined();
});

test('of a booked voucher Xledger shows that it has a file, not which: without one there is none, with one nobody can tell', async () => {
  await using erp = await openDesk();
  await attach(erp.desk, receiptOf(erp.it, 2));
  const without = aVoucher();
  await erp.gateway.postVouchers([erp.gateway.render(without)], patience());
  erp.mock.xledger.runBookingJob();
  expect(await find(erp.desk, receiptOf(without))).toEqual({ kind: 'absent' });
  expect(await find(erp.desk, receiptOf(erp.it, 1))).toMatchObject({ kind: 'cannot-tell' });
});

test('a row with somebody else’s file keeps it', async () => {
  await using erp = await openDesk();
  await attach(erp.desk, receiptOf(erp.it, 1, { fileName: 'by-hand.pdf' }));
  expect(await attach(erp.desk, receiptOf(erp.it))).toMatchObject({
    kind: 'rejected',
    failure: { code: 'RECEIPT_REFUSED', message: expect.stringContaining('already carries a file') },
  });
  expect(await find(erp.desk, receiptOf(erp.it))).toEqual({ kind: 'absent' });
});

test('a voucher that is nowhere may come yet, and a server that cannot be asked may answer yet', async () => {
  await using erp = await openDesk();
  const absent = receiptOf(aVoucher());
  expect(await attach(erp.desk, absent)).toMatchObject({ kind: 'retry', failure: { code: 'ERP_UNAVAILABLE' } });
  expect(await find(erp.desk, absent)).toMatchObject({ kind: 'cannot-tell' });
  erp.mock.world.faults.add({ effect: { kind: 'status', status: 503 } });
  expect(await attach(erp.desk, receiptOf(erp.it))).toMatchObject({ kind: 'retry' });
  expect(await find(erp.desk, receiptOf(erp.it))).toMatchObject({ kind: 'cannot-tell' });
  erp.mock.world.faults.clear();
  const revoked = openGateway(erp.mock.urls.xledgerGraphql, { receipts: true }, XLEDGER_TOKENS.revoked.token);
  expect(await revoked.receipts?.attach(receiptOf(erp.it), patience())).toMatchObject({
    kind: 'retry',
    failure: { code: 'ERP_AUTHENTICATION_FAILED' },
  });
  await revoked.close();
});

test('a file that is too large is refused before anything is sent', async () => {
  await using erp = await openDesk();
  const large = receiptOf(erp.it, 1, { content: new Uint8Array(10_000_001) });
  expect(await attach(erp.desk, large)).toMatchObject({ kind: 'rejected', failure: { code: 'RECEIPT_TOO_LARGE' } });
  expect(requestsOf(erp.mock)).toEqual({});
});

/** A desk at a server whose queue holds the three rows of a voucher, shown with a file or without. */
async function openStrangeDesk(it: Voucher, shown: (fields: string) => unknown, dbSubId = 1) {
  const nodes = (fields: string) =>
    [3, 1, 2].map((number) => ({
      dbId: 900 + number,
      trItemNumber: String(number),
      extIdentifier: it.reference,
      jobLevel: { dbSubId },
      ...(fields.includes('invoiceFile') ? { invoiceFile: shown(fields) } : {}),
    }));
  const lists = answering(({ list, fields }) => (list === 'glImportItems' ? page(nodes(fields)) : undefined), {});
  const server = await startStranger((seen): StrangerAnswer => {
    const [asked] = listsAsked(seen.query);
    return asked !== undefined && shown(asked.fields) === undefined && asked.fields.includes('invoiceFile')
      ? notUnderstood()
      : lists(seen);
  });
  const gateway = openGateway(server.url, { receipts: true });
  const { receipts: desk } = gateway;
  if (desk === undefined) throw new Error('The settings ask for receipts');
  const dispose = async () => {
    await gateway.close();
    await server[Symbol.asyncDispose]();
  };
  return { desk, requests: server.requests, [Symbol.asyncDispose]: dispose };
}

test('where a row shows its file by id or by description, or not at all, no more is concluded than it says', async () => {
  const it = aVoucher();
  const whole = (file: unknown) => (fields: string) => (fields.includes('{ dbId description') ? file : undefined);
  const byId = (file: unknown) => (fields: string) => (fields.endsWith('{ dbId }') ? file : undefined);
  const found = async (shown: (fields: string) => unknown) => {
    await using strange = await openStrangeDesk(it, shown);
    return (await find(strange.desk, receiptOf(it, 2))).kind;
  };
  expect(await found(whole({ dbId: 5, description: receiptOf(it, 2).fileName }))).toBe('attached');
  expect(await found(whole({ dbId: 5, description: 'other.pdf' }))).toBe('absent');
  expect(await found(whole(null))).toBe('absent');
  expect(await found(byId({ dbId: 5 }))).toBe('cannot-tell');
  expect(await found(byId({ dbId: null }))).toBe('absent');
  expect(await found(() => undefined)).toBe('cannot-tell');
});

test('rows that stay in the queue after booking, with another job level, take no file', async () => {
  const it = aVoucher();
  await using strange = await openStrangeDesk(it, () => null, 5);
  expect(await attach(strange.desk, receiptOf(it))).toMatchObject({
    kind: 'rejected',
    failure: { code: 'RECEIPT_REFUSED', message: expect.stringContaining('The voucher is booked') },
  });
  expect(strange.requests.map(({ query }) => query).join(' ')).not.toContain('mutation');
});

test('the form holds the file byte by byte and then, as its last part, the JSON that names it', async () => {
  const it = aVoucher();
  const rows = [1, 2].map((trItemNumber) => ({ dbId: `55${trItemNumber}`, trItemNumber, extIdentifier: it.reference }));
  const bodies: { readonly type: string; readonly bytes: Buffer }[] = [];
  await using server = await startRawStranger((type, bytes) => {
    if (type === 'application/json') return { data: { glImportItems: page(rows) } };
    bodies.push({ type, bytes });
    return { data: { updateGLImportItems: { edges: [{ node: { dbId: 552 } }] } } };
  });
  const gateway = openGateway(server.url, { receipts: true });
  const twice = [receiptOf(it, 2), receiptOf(it, 2)];
  for (const receipt of twice) {
    expect(await gateway.receipts?.attach(receipt, patience())).toEqual({ kind: 'attached' });
  }
  await gateway.close();
  const [first, second] = bodies;
  expect(first).toEqual(second);
  const form = await new Response(new Uint8Array(first?.bytes ?? []), {
    headers: { 'content-type': first?.type ?? '' },
  }).formData();
  const parts: (string | File)[] = [];
  form.forEach((part) => parts.push(part));
  const [file, json, ...others] = parts;
  expect(others).toEqual([]);
  if (!(file instanceof File) || typeof json !== 'string') throw new Error('A file, then JSON');
  expect([file.name, file.type]).toEqual([receiptOf(it, 2).fileName, 'application/pdf']);
  expect(Buffer.from(await file.arrayBuffer()).equals(content)).toBe(true);
  expect(JSON.parse(json)).toMatchObject({
    query: expect.stringContaining('updateGLImportItems'),
    variables: { inputs: [{ node: { dbId: '552', invoiceFile: receiptOf(it, 2).fileName } }] },
  });
});
