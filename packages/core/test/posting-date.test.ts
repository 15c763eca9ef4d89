import { type FieldMapping, mapExpenseRecord } from '@bilag/core';
import { aFieldMapping, anExpenseRecord, aReference } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { periodsOf2026 } from './support/generated-books.ts';

const names = { reference: aReference(), voucherNumber: 417 };
const moving = aFieldMapping({ closedPeriod: 'next-open-period' });
const openFrom = (first: number) => periodsOf2026((month) => month >= first);

function map(mapping: FieldMapping, periods = openFrom(4), record = anExpenseRecord({ sourceId: 'CLM-1' })) {
  const mapped = mapExpenseRecord(record, mapping, names, periods);
  if (mapped.kind !== 'voucher') throw new Error(mapped.reason);
  return mapped.voucher;
}

describe('a posting date in a closed period', () => {
  test('becomes the first day of the next open one, and every text begins with the original date', () => {
    const moved = map(moving);
    expect(moved.postingDate).toBe('2026-04-01');
    expect([moved, ...moved.lines].map(({ text }) => text)).toEqual([
      'Expense date 2026-03-05: Reimbursement CLM-1',
      'Expense date 2026-03-05: Train Oslo–Bergen',
      'Expense date 2026-03-05: Toll',
      'Expense date 2026-03-05: Reimbursement CLM-1',
    ]);
    expect(moved.lines.map(({ rule }) => rule.path)).toEqual([
      'expenseTypes.public_transport',
      'expenseTypes.toll',
      'credit.employee',
    ]);
  });

  test('that is the approval’s is called so', () => {
    const [line] = map({ ...moving, postingDate: 'approval-date' }).lines;
    expect(line?.text).toBe('Approval date 2026-03-06: Train Oslo–Bergen');
  });

  test('stays where it is when the mapping does not move it, or when the periods are not known', () => {
    expect(map(aFieldMapping()).postingDate).toBe('2026-03-05');
    expect(map(aFieldMapping({ closedPeriod: 'fail' })).postingDate).toBe('2026-03-05');
    const mapped = mapExpenseRecord(anExpenseRecord(), moving, names);
    expect(mapped.kind === 'voucher' && mapped.voucher.postingDate).toBe('2026-03-05');
  });

  test('is not moved when its own period is open, on the first and the last day too', () => {
    for (const expenseDate of ['2026-03-01', '2026-03-31']) {
      const voucher = map(moving, openFrom(3), anExpenseRecord({ expenseDate }));
      expect([voucher.postingDate, voucher.lines[0]?.text]).toEqual([expenseDate, 'Train Oslo–Bergen']);
    }
    expect(map(moving, openFrom(3), anExpenseRecord({ expenseDate: '2026-02-28' })).postingDate).toBe('2026-03-01');
  });

  test('in no period at all counts as closed: before the first one it is moved, after the last one it fails', () => {
    expect(map(moving, openFrom(3), anExpenseRecord({ expenseDate: '2019-12-31' })).postingDate).toBe('2026-03-01');
    const late = () => map(moving, openFrom(3), anExpenseRecord({ expenseDate: '2027-01-01' }));
    expect(late).toThrow(expect.objectContaining({ code: 'ERP_PERIOD_CLOSED', field: 'closedPeriod' }));
  });

  test('goes to the next open period whatever the order of the list, and past closed ones between', () => {
    const periods = periodsOf2026((month) => month === 2 || month === 6 || month === 9).toReversed();
    expect(map(moving, periods).postingDate).toBe('2026-06-01');
  });

  test('is not closed by a closing period on the same day, where the ordinary one is open', () => {
    const all = periodsOf2026(() => true);
    const closing = all.slice(-1).map(({ to }) => ({ from: to, to, open: false }));
    const record = anExpenseRecord({ expenseDate: '2026-12-31' });
    expect(map(moving, [...closing, ...all], record).postingDate).toBe('2026-12-31');
  });
});
