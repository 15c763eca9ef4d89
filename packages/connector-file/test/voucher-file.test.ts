import { compareVoucher, type JournalLine, money, type Voucher, voucher } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvOf, parseCsv, unguarded } from '../src/csv.ts';
import { contentOf, linesIn } from '../src/voucher-file.ts';

const csv = { format: 'csv', dimensions: ['costCenter', 'project'] } as const;

/** The voucher of the builders with other words on its lines. */
function worded(change: Partial<JournalLine>, reference = aVoucher().reference): Voucher {
  const { lines, ...rest } = aVoucher({ reference });
  return voucher({ ...rest, lines: lines.map((it) => ({ ...it, ...change })) });
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ';', ',', '\r', '\n', '\t', ' ', '0', 'å', '🚕') }),
  fc.constantFrom('=HYPERLINK("http://evil")', '-1', "'=1", '"', '""', ';', '\uFEFF', 'x'.repeat(10_000)),
);

describe('a voucher as CSV', () => {
  test('DOD-1 is one row for each journal line, with names above, for a spreadsheet in Norway', () => {
    const it = worded({ text: 'Taxi; "Oslo"', subledger: 'E1187' });
    const { reference, voucherNumber, postingDate } = it;
    const row = (line: number, amount: string, dimensions: string) =>
      `${reference};${voucherNumber};${postingDate};NOK;"Reimbursement";${line};` +
      `"${line === 3 ? '2910' : '7140'}";${amount};"";"E1187";"Taxi; ""Oslo""";${dimensions};""\r\n`;
    expect(contentOf(it, csv)).toBe(
      '\uFEFFreference;voucherNumber;postingDate;currency;voucherText;lineNumber;ledgerAccount;amount;taxCode;' +
        'subledger;text;dimension.costCenter;dimension.project\r\n' +
        row(1, '842.50', '"310"') +
        row(2, '120.00', '"310"') +
        row(3, '-962.50', '""'),
    );
  });

  test('a dimension that has no column is refused, never left out', () => {
    const it = worded({ dimensions: { costCenter: '310', donor: 'D7' } });
    const refusal = { code: 'INVALID_SETTINGS', message: expect.stringContaining('donor') };
    expect(() => contentOf(it, csv)).toThrow(expect.objectContaining(refusal));
    const columns = { ...csv, dimensions: ['costCenter', 'donor'] };
    expect(linesIn('a.csv', Buffer.from(contentOf(it, columns)), it.reference)).toMatchObject([
      { dimensions: { costCenter: '310', donor: 'D7' } },
      {},
      {},
    ]);
  });

  test('no text is a formula, and every text comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(hostile, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        (rows) => {
          const file = csvOf(rows.map((row) => row.map((text) => ({ text }))));
          const cells = parseCsv(file) ?? [];
          for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
          const expected = rows.map((row) => row.map((text) => text.replaceAll('\0', '\uFFFD')));
          expect(cells.map((row) => row.map(unguarded))).toEqual(expected);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe.each(['csv', 'json'] as const)('a voucher as %s', (format) => {
  const settings = { ...csv, format };

  test('DOD-1 DOD-2 comes back to the øre, with its accounts and dimensions, whatever its codes and texts', () => {
    const code = hostile.map((text) => `x${text.replaceAll('\0', '')}`);
    const line = fc.record({
      ledgerAccount: code,
      minor: fc.bigInt({ min: 1n, max: 999_999_999_999n }),
      costCenter: code,
      text: hostile,
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), fc.constantFrom('NOK', 'ISK'), (debits, currency) => {
        const rule = { mappingVersion: 1, path: 'expenseTypes.toll' };
        const { reference, voucherNumber, postingDate } = aVoucher();
        const lines: JournalLine[] = debits.map(({ ledgerAccount, minor, costCenter, text }) => {
          return { ledgerAccount, amount: money(currency, minor), dimensions: { costCenter }, text, rule };
        });
        const total = debits.reduce((sum, { minor }) => sum + minor, 0n);
        lines.push({ ledgerAccount: '2910', amount: money(currency, -total), dimensions: {}, text: '', rule });
        const it = voucher({ reference, voucherNumber, postingDate, currency, text: 'Claim', lines });
        const found = linesIn(`a.${format}`, Buffer.from(contentOf(it, settings).toWellFormed()), reference);
        const meant = it.lines.map((each) => ({
          ...each,
          ledgerAccount: each.ledgerAccount.toWellFormed(),
          dimensions: Object.fromEntries(Object.entries(each.dimensions).map(([k, v]) => [k, v.toWellFormed()])),
        }));
        expect(compareVoucher({ ...it, lines: meant }, found ?? [])).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('is not read as another voucher', () => {
    const [one, other] = [aVoucher(), aVoucher()];
    expect(linesIn(`a.${format}`, Buffer.from(contentOf(one, settings)), other.reference)).toBeUndefined();
  });

  test.each(['', '\uFEFF', 'null', '[]', '{}', 'a;b', 'reference\r\n', '"', '{"reference":1}'])(
    'something else is not read at all: %j',
    (text) => {
      expect(linesIn(`a.${format}`, Buffer.from(text), aVoucher().reference)).toBeUndefined();
    },
  );
});
