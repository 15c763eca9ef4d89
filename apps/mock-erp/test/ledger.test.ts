import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type NewLedgerVoucher, openLedger } from '../src/ledger.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mock-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ledgerFile = () => join(folder, 'books', 'ledger.jsonl');

function aVoucher(reference: string, debitMinor = 84_250, creditMinor = -84_250): NewLedgerVoucher {
  return {
    system: 'xledger',
    ledgerId: '31000001',
    voucherNumber: '20000001',
    reference,
    postingDate: '2026-03-05',
    bookedAt: '2026-03-05T12:00:00.000Z',
    lines: [
      { account: '7140', amountMinor: debitMinor, dimensions: { glObject2: '310' }, text: 'Tog til Bodø' },
      { account: '2910', amountMinor: creditMinor, dimensions: {}, text: 'Tog til Bodø' },
    ],
  };
}

test('booked vouchers are there again after a restart, and their sequence goes on', () => {
  const before = openLedger({ file: ledgerFile() });
  before.book(aVoucher('X1'));
  before.book(aVoucher('X2'));
  before.close();
  const after = openLedger({ file: ledgerFile() });
  expect(after.list()).toMatchObject([
    { reference: 'X1', sequence: 1 },
    { reference: 'X2', sequence: 2 },
  ]);
  expect(after.book(aVoucher('X3')).sequence).toBe(3);
  after.close();
});

test('a line that was torn by a crash is cut off, and what follows is whole', () => {
  const before = openLedger({ file: ledgerFile() });
  before.book(aVoucher('X1'));
  before.close();
  appendFileSync(ledgerFile(), '{"system":"xledger","ledg');
  const crashed = openLedger({ file: ledgerFile() });
  expect(crashed.list()).toHaveLength(1);
  crashed.book(aVoucher('X2'));
  crashed.close();
  const after = openLedger({ file: ledgerFile() });
  expect(after.list().map((voucher) => voucher.reference)).toEqual(['X1', 'X2']);
  after.close();
});

test('a file that is damaged in the middle is not booked on', () => {
  openLedger({ file: ledgerFile() }).close();
  writeFileSync(ledgerFile(), 'not a voucher\n');
  expect(() => openLedger({ file: ledgerFile() })).toThrow('Line 1');
});

test('a voucher that does not sum to zero is not booked', () => {
  const ledger = openLedger();
  expect(() => ledger.book(aVoucher('X1', 84_250, -84_200))).toThrow('does not sum to zero but to 50');
  expect(() => ledger.book(aVoucher('X1', 0.5, -0.5))).toThrow('no exact number');
  expect(() => ledger.book({ ...aVoucher('X1'), lines: [] })).toThrow('no lines');
  expect(ledger.list()).toEqual([]);
});

test('the same reference is booked as often as it is sent', () => {
  const ledger = openLedger();
  ledger.book(aVoucher('X1'));
  ledger.book(aVoucher('X1'));
  expect(ledger.list({ reference: 'X1' })).toHaveLength(2);
  expect(ledger.list({ system: 'business-central' })).toEqual([]);
  expect(ledger.list({ ledgerId: '31000002' })).toEqual([]);
});

test('a cleared ledger is empty on disk too', () => {
  const ledger = openLedger({ file: ledgerFile() });
  ledger.book(aVoucher('X1'));
  ledger.clear();
  expect(readFileSync(ledgerFile(), 'utf8')).toBe('');
  expect(ledger.book(aVoucher('X2')).sequence).toBe(1);
  ledger.close();
});
