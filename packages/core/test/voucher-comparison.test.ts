import { compareVoucher, type FoundLine } from '@bilag/core';
import { aVoucher } from '@bilag/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const meant = aVoucher({ debits: [84_250n, 12_000n] });
const found: readonly FoundLine[] = meant.lines.map(({ ledgerAccount, amount, dimensions }) => ({
  ledgerAccount,
  amountMinor: amount.minor,
  dimensions,
}));
const [first, second, credit] = found;
if (first === undefined || second === undefined || credit === undefined) throw new Error('A voucher has three lines.');

describe('a voucher found in the ledger', () => {
  test('is the one that was meant in whatever order its lines come back', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...found], { minLength: found.length }), (lines) => {
        expect(compareVoucher(meant, lines)).toEqual([]);
      }),
    );
  });

  test('is the one that was meant when the ERP merged or split its lines', () => {
    const merged = { ...first, amountMinor: 96_250n };
    const halves = [1n, 84_249n].map((amountMinor) => ({ ...first, amountMinor }));
    expect(compareVoucher(meant, [merged, credit])).toEqual([]);
    expect(compareVoucher(meant, [...halves, second, credit])).toEqual([]);
  });

  test('is another one when it is one øre off, and the sentence says by what', () => {
    expect(compareVoucher(meant, [{ ...first, amountMinor: 84_251n }, second, credit])).toEqual([
      'account 7140, costCenter 310: meant 962.50, the ledger has 962.51',
    ]);
  });

  test.each([
    ['a line is missing', [first, second], 1],
    ['a line is there twice', [first, second, credit, credit], 1],
    ['it is on another account', [{ ...first, ledgerAccount: '7141' }, second, credit], 2],
    ['it is on another cost center', [{ ...first, dimensions: { costCenter: '311' } }, second, credit], 2],
    ['the cost center is missing', [{ ...first, dimensions: {} }, second, credit], 2],
    ['a line on no account of ours was added', [...found, { ...first, ledgerAccount: '6800' }], 1],
    ['debit and credit are the wrong way round', found.map((it) => ({ ...it, amountMinor: -it.amountMinor })), 2],
    ['nothing is there', [], 2],
  ])('is another one when %s', (_what, lines, differences) => {
    expect(compareVoucher(meant, lines)).toHaveLength(differences);
  });

  test('is another one whenever a line changes by any amount', () => {
    const by = fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).filter((it) => it !== 0n);
    fc.assert(
      fc.property(fc.nat(found.length - 1), by, (at, change) => {
        const lines = found.map((it, index) => (index === at ? { ...it, amountMinor: it.amountMinor + change } : it));
        expect(compareVoucher(meant, lines)).toHaveLength(1);
      }),
    );
  });

  test('is the one that was meant when the ERP filled an axis that we left empty, or wrote codes in capitals', () => {
    const lower = { ...meant, lines: meant.lines.map((it) => ({ ...it, dimensions: { costCenter: 'adm' } })) };
    const filled = found.map((it) => ({ ...it, dimensions: { costCenter: 'ADM', project: 'DEFAULT' } }));
    expect(compareVoucher(lower, filled)).toEqual([]);
  });

  describe('with a VAT code', () => {
    const lines = meant.lines.map((it, at) => (at === 0 ? { ...it, taxCode: '1', ledgerAccount: '6800' } : it));
    const taxed = { ...meant, lines };
    const net = { ...first, ledgerAccount: '6800', amountMinor: 67_400n };
    const vat = { ledgerAccount: '2711', amountMinor: 16_850n, dimensions: {} };

    test('is the one that was meant when the ERP split the VAT off', () => {
      expect(compareVoucher(taxed, [net, vat, second, credit])).toEqual([]);
      expect(compareVoucher(taxed, [{ ...net, amountMinor: 84_250n }, second, credit])).toEqual([]);
    });

    test('is another one when the sum, or a line without VAT, is one øre off', () => {
      expect(compareVoucher(taxed, [net, { ...vat, amountMinor: 16_851n }, second, credit])).toHaveLength(1);
      expect(compareVoucher(taxed, [net, vat, { ...second, amountMinor: 12_001n }, credit])).toHaveLength(1);
    });
  });

  test('is compared by its dimensions whatever order they are written in', () => {
    const two = { costCenter: '310', project: 'P1' };
    const turned = { project: 'P1', costCenter: '310' };
    const voucher = { ...meant, lines: meant.lines.map((it) => ({ ...it, dimensions: two })) };
    expect(
      compareVoucher(
        voucher,
        found.map((it) => ({ ...it, dimensions: turned })),
      ),
    ).toEqual([]);
  });
});
