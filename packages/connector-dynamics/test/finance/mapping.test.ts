import {
  compareVoucher,
  type JournalLine,
  money,
  parseCalendarDate,
  SyncError,
  type Voucher,
  voucher,
} from '@bilag/core';
import { aReference } from '@bilag/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExactJson } from '../../src/exact-json.ts';
import { displayValueOf, readDisplayValue } from '../../src/finance/account-format.ts';
import { bodyOfLine, planVoucher } from '../../src/finance/finance-mapping.ts';
import { type FinanceSettings, parseSettings } from '../../src/finance/finance-settings.ts';
import { allReadable, readJournalLine } from '../../src/finance/journal-line.ts';
import { valid, withLines } from './support/sandbox.ts';

const settings = parseSettings(
  {
    profile: 'finance',
    environmentUrl: 'https://hlf.operations.dynamics.com',
    tenantId: 'hlf.example',
    company: 'hlf',
    journalName: 'GenJrn',
    dimensions: { costCenter: 'CostCenter', project: 'Project' },
    accountFormat: ['MainAccount', 'CostCenter', 'Project'],
    payablesAccount: '2400',
  },
  { allowLoopback: false, extraCaCertificates: [] },
);

const refused = (make: () => unknown) => {
  try {
    make();
  } catch (error) {
    if (error instanceof SyncError) return error;
  }
  throw new Error('It was not refused');
};

/** The lines as the server would keep them. */
const kept = (it: Voucher, using: FinanceSettings = settings) =>
  planVoucher(it, using).lines.flatMap((line) => {
    const row = parseExactJson(bodyOfLine(line, 'hlf', '00512'));
    if (typeof row !== 'object' || row === null) throw new Error('No JSON object');
    return allReadable([readJournalLine({ ...row }, using)]).flatMap(({ entries }) => entries);
  });

describe('a voucher as journal lines', () => {
  test('says everything explicitly: number, side, date at noon, voucher and document, and the journal in front', () => {
    const it = valid({ debits: [84_250n], voucherNumber: 7, postingDate: '2026-03-05' });
    const { lines, payload } = planVoucher(it, settings);
    expect(JSON.parse(payload)).toEqual({
      LedgerJournalLines: [
        {
          LineNumber: 7001,
          AccountType: 'Ledger',
          AccountDisplayValue: '7140-110-',
          DebitAmount: 842.5,
          CurrencyCode: 'NOK',
          TransDate: '2026-03-05T12:00:00Z',
          Voucher: it.reference,
          Text: 'Train 1',
          Document: it.reference,
        },
        {
          LineNumber: 7002,
          AccountType: 'Ledger',
          AccountDisplayValue: '2910--',
          CreditAmount: 842.5,
          CurrencyCode: 'NOK',
          TransDate: '2026-03-05T12:00:00Z',
          Voucher: it.reference,
          Text: 'Reimbursement',
          Document: it.reference,
        },
      ],
    });
    expect(payload).toContain('"DebitAmount":842.50,');
    const [first] = lines;
    expect(first && bodyOfLine(first, 'hlf', '00512')).toBe(
      `{"dataAreaId":"hlf","JournalBatchNumber":"00512",${first?.json.slice(1) ?? ''}`,
    );
  });

  test('debits come first, whatever order they were meant in', () => {
    const it = valid();
    const { lines } = planVoucher(voucher({ ...it, lines: it.lines.toReversed() }), settings);
    expect(lines.map(({ amountMinor }) => amountMinor > 0n)).toEqual([true, true, false]);
    expect(lines.map(({ field }) => field)).toEqual(['lines[1]', 'lines[2]', 'lines[0]']);
  });

  test('a payee who is a vendor stands with the vendor’s code, and dimensions of its own', () => {
    const it = withLines(
      valid(),
      {},
      {},
      { ledgerAccount: '2400', subledger: 'V-2001', dimensions: { project: 'P10' } },
    );
    expect(JSON.parse(planVoucher(it, settings).payload)).toMatchObject({
      LedgerJournalLines: [
        {},
        {},
        {
          AccountType: 'Vend',
          AccountDisplayValue: 'V-2001',
          DefaultDimensionDisplayValue: '-P10',
          CreditAmount: 962.5,
        },
      ],
    });
    expect(compareVoucher(it, kept(it))).toEqual([]);
  });

  test('a VAT code is a pair of groups', () => {
    const it = withLines(valid(), { taxCode: 'DOM/FULL' });
    expect(planVoucher(it, settings).payload).toContain('"SalesTaxGroup":"DOM","ItemSalesTaxGroup":"FULL"');
  });

  test.each<[string, string | undefined, object]>([
    ['INVALID_SETTINGS', 'dimensions.department', { dimensions: { department: 'X' } }],
    ['ERP_UNKNOWN_LEDGER_ACCOUNT', 'lines[0].ledgerAccount', { ledgerAccount: '7140-1' }],
    ['ERP_UNKNOWN_DIMENSION_VALUE', 'lines[0].dimensions.costCenter', { dimensions: { costCenter: '1-0' } }],
    ['ERP_UNKNOWN_TAX_CODE', 'lines[0].taxCode', { taxCode: 'DOM' }],
    ['ERP_UNKNOWN_LEDGER_ACCOUNT', 'lines[0].ledgerAccount', { subledger: 'V2001' }],
  ])('what cannot be written here is refused with %s before anything is sent', (code, field, change) => {
    expect(refused(() => planVoucher(withLines(valid(), change), settings))).toMatchObject({ code, field });
  });

  test('a vendor without a summary account in the settings, another currency and a thousand lines are refused', () => {
    const vendor = withLines(valid(), {}, {}, { ledgerAccount: '2400', subledger: 'V2001' });
    const without = { ...settings, payablesAccount: undefined };
    expect(refused(() => planVoucher(vendor, without))).toMatchObject({
      code: 'INVALID_SETTINGS',
      field: 'payablesAccount',
    });
    const euro = { ...settings, currency: 'EUR' as const };
    expect(refused(() => planVoucher(valid(), euro)).code).toBe('CURRENCY_MISMATCH');
    const long = valid({ debits: Array.from({ length: 999 }, () => 100n) });
    expect(refused(() => planVoucher(long, settings)).code).toBe('VOUCHER_TOO_LARGE');
  });
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('«"\\\r\n--batch_1--\r\n', '\u2028\u0000\u001b', '😀'.repeat(40), "'; DROP", 'x'.repeat(10_000)),
);
const code = fc.stringMatching(/^[A-Za-z0-9ÆØÅæøå_.]{1,10}$/);
const amount = fc.bigInt({ min: 1n, max: 99_999_999_99n });

const anyVoucher = fc
  .record({
    debits: fc.array(fc.record({ amount, account: code, costCenter: code, text: hostile }), {
      minLength: 1,
      maxLength: 5,
    }),
    credit: code,
    text: hostile,
    number: fc.integer({ min: 1, max: 9_000_000 }),
  })
  .map(({ debits, credit, text, number }) => {
    const rule = { mappingVersion: 1, path: 'x' };
    const total = debits.reduce((sum, it) => sum + it.amount, 0n);
    const lines: JournalLine[] = debits.map((it) => ({
      ledgerAccount: it.account,
      amount: money('NOK', it.amount),
      dimensions: { costCenter: it.costCenter },
      text: it.text,
      rule,
    }));
    lines.push({ ledgerAccount: credit, amount: money('NOK', -total), dimensions: {}, text, rule });
    const postingDate = parseCalendarDate('2026-12-31');
    return voucher({ reference: aReference(), voucherNumber: number, postingDate, currency: 'NOK', text, lines });
  });

describe('whatever a voucher says', () => {
  test('DOD-1 it balances and comes back to the øre, and its text at most cut', () => {
    fc.assert(
      fc.property(anyVoucher, (it) => {
        const { lines } = planVoucher(it, settings);
        expect(compareVoucher(it, kept(it))).toEqual([]);
        for (const line of lines) {
          const { Text: text }: { Text: string } = JSON.parse(line.json);
          const meant = it.lines[Number(/\d+/.exec(line.field)?.[0])]?.text ?? '';
          expect(meant.startsWith(text)).toBe(true);
          expect(text.length).toBeGreaterThanOrEqual(Math.min(meant.length, 59));
          // No line break reaches the multipart body.
          expect(line.json).not.toMatch(/[\r\n]/);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('display values', () => {
  const format = {
    delimiter: '|',
    segments: [
      { holds: 'nothing of ours' },
      { holds: 'axis', axis: 'costCenter' },
      { holds: 'main account' },
      { holds: 'axis', axis: 'project' },
    ],
  } as const;

  test.each([
    ['|110|7140|', { account: '7140', dimensions: { costCenter: '110' } }],
    ['BU1|110|7140|P10', { account: '7140', dimensions: { costCenter: '110', project: 'P10' } }],
    ['||7140', { account: '7140', dimensions: {} }],
    ['', { account: '', dimensions: {} }],
  ])('«%s» is taken apart by the format', (text, meant) => {
    expect(readDisplayValue(text, format)).toEqual(meant);
  });

  test('an account is put together by the format, its empty parts included', () => {
    expect(displayValueOf({ account: '7140', dimensions: { costCenter: '110' } }, format)).toBe('|110|7140|');
  });

  test('more parts than the format has are not guessed at', () => {
    expect(refused(() => readDisplayValue('a|b|c|d|e', format)).code).toBe('ERP_REPLY_UNREADABLE');
  });
});
