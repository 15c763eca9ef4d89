import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutBatches } from '../src/use-cases/cut-batches.ts';

const limits = { maxVouchersPerCall: 5, maxLinesPerCall: 20 };
const sized = (lines: number, batchLimit: number | null = null) => ({ lines, batchLimit });

describe('vouchers cut into calls', () => {
  const vouchers = fc.array(
    fc.record({
      lines: fc.integer({ min: 1, max: limits.maxLinesPerCall }),
      batchLimit: fc.option(fc.integer({ min: 1, max: 8 })),
    }),
  );

  test('are each in exactly one call, and no call is empty', () => {
    fc.assert(
      fc.property(vouchers, (all) => {
        const batches = cutBatches(all, limits);
        expect(new Set(batches.flat())).toEqual(new Set(all));
        expect(batches.flat()).toHaveLength(all.length);
        expect(batches.filter((batch) => batch.length === 0)).toEqual([]);
      }),
    );
  });

  test('stay within the ERP’s limits and each voucher’s own', () => {
    fc.assert(
      fc.property(vouchers, (all) => {
        for (const batch of cutBatches(all, limits)) {
          expect(batch.reduce((sum, { lines }) => sum + lines, 0)).toBeLessThanOrEqual(limits.maxLinesPerCall);
          const strictest = Math.min(limits.maxVouchersPerCall, ...batch.map((it) => it.batchLimit ?? 5));
          expect(batch.length).toBeLessThanOrEqual(strictest);
        }
      }),
    );
  });

  test('keep the order of approval among those that nothing is known against', () => {
    fc.assert(
      fc.property(vouchers, (all) => {
        const unlimited = (it: { batchLimit: number | null }) => it.batchLimit === null;
        expect(cutBatches(all, limits).flat().filter(unlimited)).toEqual(all.filter(unlimited));
      }),
    );
  });

  test('are as few calls as the limits allow when they are alike', () => {
    const batches = cutBatches(
      Array.from({ length: 12 }, () => sized(3)),
      limits,
    );
    expect(batches.map((batch) => batch.length)).toEqual([5, 5, 2]);
  });

  test('of a refused batch travel among themselves, after the others', () => {
    const [a, b, c, d] = [sized(1, 2), sized(1), sized(1, 2), sized(1)];
    expect(cutBatches([a, b, c, d], limits)).toEqual([
      [b, d],
      [a, c],
    ]);
  });
});
