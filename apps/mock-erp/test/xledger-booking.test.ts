import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { MockErp } from '../src/index.ts';
import { ADD_ITEMS, ask, aVoucher, control, startSandbox } from './support/sandbox.ts';

let mock: MockErp;
beforeAll(async () => {
  mock = await startSandbox();
});
afterEach(() => control(mock, '/reset'));
afterAll(() => mock.close());

const runBookingJob = () => control(mock, '/xledger/booking-job');
const queuedKeys = () => mock.xledger.queue.rows().map((row) => row.values['extIdentifier']);
const FAILURES =
  '{ glImportItemErrors(last: 500) { edges { node { message objectValue { dbId } errorLevel { code } } } } }';

test('a whole voucher leaves the queue for the ledger and can be read back by its key', async () => {
  await ask(mock, ADD_ITEMS, aVoucher({ key: 'X1', more: { project: { code: '4402' } } }));
  expect(await runBookingJob()).toEqual({ bookedVouchers: 1, failedRows: 0, parkedRows: 0 });
  expect(queuedKeys()).toEqual([]);
  const read = `{
    journalEntries(filter: { extIdentifier: "X1" }) { edges { node {
      amount extIdentifier account { code } glObject2 { code } project { code } subledgerDbId transactionHeader { transactionNumber } } } }
    transactions { edges { node { amount header { transactionNumber } } } }
    apTransactions { edges { node { invoiceNumber amount } } }
    glImportItems { edges { cursor } } }`;
  const header = { transactionNumber: 20_000_001 };
  expect(await ask(mock, read)).toEqual({
    data: {
      journalEntries: {
        edges: [
          {
            node: {
              amount: '842.50',
              extIdentifier: 'X1',
              account: { code: '7140' },
              glObject2: { code: '310' },
              project: { code: '4402' },
              subledgerDbId: null,
              transactionHeader: header,
            },
          },
          {
            node: {
              amount: '-842.50',
              extIdentifier: 'X1',
              account: { code: '2910' },
              glObject2: null,
              project: null,
              subledgerDbId: 71_187,
              transactionHeader: header,
            },
          },
        ],
      },
      transactions: { edges: [{ node: { amount: '842.50', header } }, { node: { amount: '-842.50', header } }] },
      apTransactions: { edges: [{ node: { invoiceNumber: 'X1', amount: '-842.50' } }] },
      glImportItems: { edges: null },
    },
  });
});

test('a voucher that was sent twice is booked twice, and the ledger report shows it', async () => {
  const voucher = aVoucher({ key: 'X1' });
  await ask(mock, ADD_ITEMS, voucher);
  await runBookingJob();
  await ask(mock, ADD_ITEMS, voucher);
  await runBookingJob();
  expect(await control(mock, '/ledger?reference=X1', undefined, 'GET')).toMatchObject({
    vouchers: [{ reference: 'X1', timesBooked: 2, sumDebitMinor: 168_500, voucherNumbers: ['20000001', '20000002'] }],
    totals: [{ system: 'xledger', ledgerId: '31000001', vouchers: 2, debitMinor: 168_500 }],
    selfCheck: { ok: true },
  });
});

test.each([
  ['does not sum to zero', { credit: '-842.00' }, 'out of balance by 0.50', 2],
  ['falls in a closed period', { postedDate: '2025-12-31' }, 'The period of 2025-12-31 is closed', 2],
  ['uses a blocked account', { account: '7199' }, 'Account 7199 is closed', 1],
  ['uses an expired cost center', { more: { glObject2: { code: '399' } } }, 'Object value 399', 1],
  ['uses a closed project', { more: { project: { code: '4499' } } }, 'Project 4499 is closed', 1],
])(
  'a voucher that %s is accepted by the mutation and stays in the queue with an error',
  async (_what, changes, message, rows) => {
    await ask(mock, ADD_ITEMS, aVoucher({ key: 'X1', ...changes }));
    await runBookingJob();
    expect(await runBookingJob()).toEqual({ bookedVouchers: 0, failedRows: rows, parkedRows: 0 });
    expect(queuedKeys()).toEqual(['X1', 'X1']);
    expect(mock.world.ledger.list()).toEqual([]);
    const errors = Array.from({ length: rows }, () => ({
      node: {
        message: expect.stringContaining(message),
        objectValue: { dbId: expect.any(String) },
        errorLevel: { code: 'ERROR' },
      },
    }));
    expect(await ask(mock, FAILURES)).toEqual({ data: { glImportItemErrors: { edges: errors } } });
  },
);

test('one bad voucher does not keep others from being booked', async () => {
  await ask(mock, ADD_ITEMS, aVoucher({ key: 'BAD', credit: '-1.00' }));
  await ask(mock, ADD_ITEMS, aVoucher({ key: 'GOOD' }));
  expect(await runBookingJob()).toMatchObject({ bookedVouchers: 1, failedRows: 2 });
  expect(queuedKeys()).toEqual(['BAD', 'BAD']);
});

test('rows of another job level wait for a person', async () => {
  await ask(mock, ADD_ITEMS, aVoucher({ more: { jobLevel: { dbSubId: 2 } }, credit: '-842.50' }));
  expect(await runBookingJob()).toMatchObject({ bookedVouchers: 0, parkedRows: 1 });
});

test('with an interval the booking job runs by itself', async () => {
  await using busy = await startSandbox({ bookingIntervalMs: 5 });
  await ask(busy, ADD_ITEMS, aVoucher({ key: 'X1' }));
  await expect.poll(() => busy.world.ledger.list()).toMatchObject([{ reference: 'X1' }]);
});

test('after a restart booked vouchers, queued rows and running numbers are as before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mock-erp-'));
  const files = { ledgerFile: join(folder, 'ledger.jsonl'), stateFile: join(folder, 'queue.json') };
  const before = await startSandbox(files);
  await ask(before, ADD_ITEMS, aVoucher({ key: 'X1' }));
  await control(before, '/xledger/booking-job');
  await ask(before, ADD_ITEMS, aVoucher({ key: 'X2' }));
  await before.close();

  await using after = await startSandbox(files);
  expect(after.xledger.queue.rows().map((row) => row.dbId)).toEqual([55_012_003, 55_012_004]);
  await control(after, '/xledger/booking-job');
  expect(after.world.ledger.list()).toMatchObject([{ voucherNumber: '20000001' }, { voucherNumber: '20000002' }]);
  const read = '{ journalEntries { edges { node { dbId extIdentifier } } } }';
  expect(await ask(after, read)).toMatchObject({
    data: { journalEntries: { edges: [1, 2, 3, 4].map((n) => ({ node: { dbId: 81_000_000 + n } })) } },
  });
  rmSync(folder, { recursive: true });
});
