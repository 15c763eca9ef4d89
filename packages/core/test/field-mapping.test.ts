import {
  type FieldMapping,
  mapExpenseRecord,
  refuseContradictions,
  SyncError,
  voucher,
  voucherTotal,
} from '@bilag/core';
import { aFieldMapping, anExpenseRecord, aReference, aVoucher } from '@bilag/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const names = { reference: aReference(), voucherNumber: 417 };
const map = (record = anExpenseRecord(), mapping: FieldMapping = aFieldMapping()) => {
  const mapped = mapExpenseRecord(record, mapping, names);
  if (mapped.kind !== 'voucher') throw new Error(mapped.reason);
  return mapped.voucher;
};

describe('the field mapping', () => {
  test('DOD-1 puts each line on its ledger account and cost center and credits the payee for the whole', () => {
    const lines = map().lines.map((it) => [it.ledgerAccount, it.dimensions.costCenter, it.amount.minor, it.rule.path]);
    expect(lines).toEqual([
      ['7140', '310', 84_250n, 'expenseTypes.public_transport'],
      ['7142', '310', 12_000n, 'expenseTypes.toll'],
      ['2910', undefined, -96_250n, 'credit.employee'],
    ]);
  });

  test('a volunteer is credited on another account than an employee', () => {
    const record = anExpenseRecord({ payee: { type: 'volunteer', id: 'V2001', name: 'Kari' } });
    expect(map(record).lines.at(-1)?.ledgerAccount).toBe('2990');
  });

  test('whatever the amounts, the voucher balances to the øre and its total is the sum of the record', () => {
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 10_000_000n }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(amounts, (all) => {
        const text = (minor: bigint) => `${minor / 100n}.${(minor % 100n).toString().padStart(2, '0')}`;
        const lines = all.map((minor) => ({ expenseType: 'toll', amount: text(minor), text: 'Toll' }));
        const made = map(anExpenseRecord({ lines }));
        expect(made.lines.reduce((sum, it) => sum + it.amount.minor, 0n)).toBe(0n);
        expect(voucherTotal(made).minor).toBe(all.reduce((sum, it) => sum + it, 0n));
      }),
    );
  });

  test('an unmapped expense type or payee is a typed error that names the field', () => {
    const { toll: _toll, ...others } = aFieldMapping().expenseTypes;
    const unmapped = (mapping: FieldMapping) => () => map(anExpenseRecord(), mapping);
    expect(unmapped(aFieldMapping({ expenseTypes: others }))).toThrow(
      expect.objectContaining({ code: 'UNMAPPED_EXPENSE_TYPE', field: 'lines[1].expenseType' }),
    );
    expect(unmapped(aFieldMapping({ credit: {} }))).toThrow(
      expect.objectContaining({ code: 'UNMAPPED_PAYEE_TYPE', field: 'payee.type' }),
    );
  });

  test('payroll and excluded lines stay out of the voucher; a record of nothing else posts nothing', () => {
    const some = aFieldMapping({ expenseTypes: { ...aFieldMapping().expenseTypes, toll: { treatment: 'payroll' } } });
    expect(map(anExpenseRecord(), some).lines.map((it) => it.amount.minor)).toEqual([84_250n, -84_250n]);
    const none = aFieldMapping({
      expenseTypes: { toll: { treatment: 'payroll' }, public_transport: { treatment: 'exclude' } },
    });
    expect(mapExpenseRecord(anExpenseRecord(), none, names).kind).toBe('nothing-to-post');
  });

  test('cost centers are translated, defaulted and fixed in that order of strength', () => {
    const mapping = aFieldMapping({
      costCenters: { 'oslo-office': '310' },
      defaultCostCenter: '399',
      expenseTypes: {
        toll: { treatment: 'post', ledgerAccount: '7142' },
        mileage: { treatment: 'post', ledgerAccount: '7100', costCenter: '500' },
      },
    });
    const line = { amount: '1.00', text: 'x' };
    const lines = [
      { ...line, expenseType: 'toll', costCenter: 'oslo-office' },
      { ...line, expenseType: 'toll' },
      { ...line, expenseType: 'mileage', costCenter: 'oslo-office' },
    ];
    expect(
      map(anExpenseRecord({ lines }), mapping)
        .lines.slice(0, 3)
        .map((it) => it.dimensions.costCenter),
    ).toEqual(['310', '399', '500']);
  });

  test('fixed dimension values hold whatever the line says, and the credit line has those of its own rule', () => {
    const mapping = aFieldMapping({
      expenseTypes: {
        toll: { treatment: 'post', ledgerAccount: '7142', dimensions: { project: '4402', fund: 'F1' } },
        mileage: { treatment: 'post', ledgerAccount: '7100', dimensions: { costCenter: '500' } },
      },
      credit: { employee: { ledgerAccount: '2910', dimensions: { fund: 'F9' } } },
      projects: { camp: '4403' },
      defaultCostCenter: '399',
    });
    const line = { amount: '1.00', text: 'x', project: 'camp', costCenter: '310' };
    const lines = ['toll', 'mileage'].map((expenseType) => ({ ...line, expenseType }));
    expect(map(anExpenseRecord({ lines }), mapping).lines.map((it) => [it.dimensions, it.origins])).toEqual([
      [{ costCenter: '310', fund: 'F1', project: '4402' }, { costCenter: 'lines[0].costCenter' }],
      [{ costCenter: '500', project: '4403' }, { project: 'projects.camp' }],
      [{ fund: 'F9' }, undefined],
    ]);
  });

  test('a value says where it comes from: the line by its place in the record, even after lines that are left out', () => {
    const mapping = aFieldMapping({
      expenseTypes: { toll: { treatment: 'post', ledgerAccount: '7142' }, mileage: { treatment: 'payroll' } },
      defaultCostCenter: '399',
    });
    const line = { amount: '1.00', text: 'x' };
    const lines = [
      { ...line, expenseType: 'mileage' },
      { ...line, expenseType: 'toll', costCenter: '310', project: '4402' },
      { ...line, expenseType: 'toll' },
    ];
    expect(map(anExpenseRecord({ lines }), mapping).lines.map(({ origins }) => origins)).toEqual([
      { costCenter: 'lines[1].costCenter', project: 'lines[1].project' },
      { costCenter: 'defaultCostCenter' },
      undefined,
    ]);
  });

  test('that gives the cost center of one rule twice contradicts itself', () => {
    const both = {
      treatment: 'post',
      ledgerAccount: '7142',
      costCenter: '310',
      dimensions: { costCenter: '310' },
    } as const;
    expect(() => refuseContradictions({ expenseTypes: { toll: both } })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', field: 'expenseTypes.toll.dimensions.costCenter' }),
    );
    const { costCenter: _twice, ...once } = both;
    expect(() =>
      refuseContradictions({ expenseTypes: { toll: once, mileage: { treatment: 'payroll' } } }),
    ).not.toThrow();
  });

  test('the approval date is the Norwegian calendar date of the approval', () => {
    const record = anExpenseRecord({ approvedAt: '2026-06-30T22:30:00.000Z' });
    expect(map(record, aFieldMapping({ postingDate: 'approval-date' })).postingDate).toBe('2026-07-01');
    expect(map(record).postingDate).toBe('2026-03-05');
  });
});

describe('a voucher', () => {
  const draft = aVoucher();
  test.each([
    [
      'one øre out of balance',
      {
        lines: aVoucher().lines.map((it, at) =>
          at === 0 ? { ...it, amount: { currency: 'NOK' as const, minor: it.amount.minor + 1n } } : it,
        ),
      },
      'UNBALANCED_VOUCHER',
    ],
    [
      'in two currencies',
      {
        lines: aVoucher().lines.map((it) => ({ ...it, amount: { currency: 'EUR' as const, minor: it.amount.minor } })),
      },
      'CURRENCY_MISMATCH',
    ],
    ['of one line', { lines: draft.lines.slice(0, 1) }, 'INVALID_VOUCHER'],
    [
      'without a ledger account',
      { lines: draft.lines.map((it) => ({ ...it, ledgerAccount: ' ' })) },
      'INVALID_VOUCHER',
    ],
    ['without a number', { voucherNumber: 0 }, 'INVALID_VOUCHER'],
    ['with a number that is no longer exact', { voucherNumber: 2 ** 53 }, 'INVALID_VOUCHER'],
  ])('%s cannot be made', (_what, change, code) => {
    expect(() => voucher({ ...draft, ...change })).toThrow(expect.objectContaining({ code }));
    expect(() => voucher({ ...draft, ...change })).toThrow(SyncError);
  });
});
