import {
  checkVoucher,
  type FieldMapping,
  indexMasterData,
  type MasterData,
  mapExpenseRecord,
  parseCalendarDate,
  prepareVoucher,
} from '@bilag/core';
import {
  aFieldMapping,
  anExpenseRecord,
  aReference,
  createFakeGateway,
  someMasterData as masterData,
} from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';

const names = { reference: aReference(), voucherNumber: 417 };
const employee = { type: 'employee', id: 'E1187', name: 'Ola Nordmann' } as const;
const account = (number: string, postable = true) => ({ number, name: number, postable });
const value = (code: string, more = {}) => ({ code, name: code, postable: true, ...more });
const date = (text: string) => parseCalendarDate(text);
const withSubledger = aFieldMapping({ credit: { employee: { ledgerAccount: '2910', subledger: true } } });

function check(data: MasterData, mapping: FieldMapping = aFieldMapping(), record = anExpenseRecord()) {
  const mapped = mapExpenseRecord(record, mapping, names);
  if (mapped.kind !== 'voucher') throw new Error(mapped.reason);
  return checkVoucher(mapped.voucher, indexMasterData(data));
}

describe('a voucher checked before it is sent', () => {
  test('fits when everything it points at is there and open', () => {
    expect(check(masterData(), withSubledger)).toBeUndefined();
  });

  test.each<[string, MasterData, string, string, string]>([
    [
      'a ledger account that does not exist',
      masterData({ ledgerAccounts: ['7140', '2910'].map((it) => account(it)) }),
      'ERP_UNKNOWN_LEDGER_ACCOUNT',
      'Ledger account 7142 does not exist in the accounting system.',
      'expenseTypes.toll',
    ],
    [
      'a ledger account that is closed for posting',
      masterData({ ledgerAccounts: [account('7140'), account('7142'), account('2910', false)] }),
      'ERP_UNKNOWN_LEDGER_ACCOUNT',
      'Ledger account 2910 is closed for posting in the accounting system.',
      'credit.employee',
    ],
    [
      'a cost center that does not exist',
      masterData({ dimensions: { costCenter: [value('311')] } }),
      'ERP_UNKNOWN_DIMENSION_VALUE',
      'Cost center 310 does not exist in the accounting system.',
      'lines[0].costCenter',
    ],
    [
      'a cost center that has expired',
      masterData({ dimensions: { costCenter: [value('310', { validTo: date('2026-03-04') })] } }),
      'ERP_UNKNOWN_DIMENSION_VALUE',
      'Cost center 310 is valid only until 2026-03-04 in the accounting system.',
      'lines[0].costCenter',
    ],
    [
      'a cost center that is not valid yet',
      masterData({ dimensions: { costCenter: [value('310', { validFrom: date('2026-03-06') })] } }),
      'ERP_UNKNOWN_DIMENSION_VALUE',
      'Cost center 310 is valid only from 2026-03-06 in the accounting system.',
      'lines[0].costCenter',
    ],
    [
      'a closed period',
      masterData({ periods: [{ from: date('2026-03-01'), to: date('2026-03-31'), open: false }] }),
      'ERP_PERIOD_CLOSED',
      'The posting date 2026-03-05 lies in a closed period of the accounting system.',
      'postingDate',
    ],
    [
      'a date in no period',
      masterData({ periods: [{ from: date('2026-04-01'), to: date('2026-04-30'), open: true }] }),
      'ERP_PERIOD_CLOSED',
      'The posting date 2026-03-05 lies in no period of the accounting system.',
      'postingDate',
    ],
  ])('does not fit with %s, and the sentence says which and why', (_what, data, code, message, field) => {
    expect(check(data)).toEqual({ code, message, field });
  });

  test('names the rule whose fixed value is at fault, and the entry of a table that translated to it', () => {
    const rules = aFieldMapping().expenseTypes;
    const fixed = { treatment: 'post', ledgerAccount: '7140', dimensions: { fund: 'F1' } } as const;
    const dimensions = { costCenter: [value('310')], fund: [value('F2')] };
    expect(
      check(masterData({ dimensions }), aFieldMapping({ expenseTypes: { ...rules, public_transport: fixed } })),
    ).toEqual({
      code: 'ERP_UNKNOWN_DIMENSION_VALUE',
      message: 'The dimension «fund»: value F1 does not exist in the accounting system.',
      field: 'expenseTypes.public_transport',
    });
    expect(check(masterData(), aFieldMapping({ costCenters: { '310': '777' } }))?.field).toBe('costCenters.310');
    const lines = [{ expenseType: 'toll', amount: '1.00', text: 'Toll' }];
    const byDefault = check(masterData(), aFieldMapping({ defaultCostCenter: '888' }), anExpenseRecord({ lines }));
    expect(byDefault?.field).toBe('defaultCostCenter');
  });

  test('does not fit with a VAT code that does not exist', () => {
    const toll = { treatment: 'post', ledgerAccount: '7142', taxCode: '81' } as const;
    const mapping = aFieldMapping({ expenseTypes: { ...aFieldMapping().expenseTypes, toll } });
    const message = 'VAT code 81 does not exist in the accounting system.';
    expect(check(masterData(), mapping)).toEqual({ code: 'ERP_UNKNOWN_TAX_CODE', message, field: 'expenseTypes.toll' });
  });

  test.each([
    [[], 'does not exist'],
    [[{ code: 'E1187', postable: false }], 'is closed for posting'],
  ])('does not fit with a payee whose account is missing or closed, and never says who it is', (payees, what) => {
    expect(check(masterData({ payees }), withSubledger)).toEqual({
      code: 'ERP_UNKNOWN_PAYEE',
      message: `The payee’s account in the subledger ${what} in the accounting system.`,
      field: 'payee.id',
    });
  });

  test('may have a ledger account behind a subledger that takes no vouchers itself, but not one that does not exist', () => {
    const others = [account('7140'), account('7142')];
    expect(check(masterData({ ledgerAccounts: [...others, account('2910', false)] }), withSubledger)).toBeUndefined();
    expect(check(masterData({ ledgerAccounts: others }), withSubledger)?.code).toBe('ERP_UNKNOWN_LEDGER_ACCOUNT');
  });

  test('is not checked against lists that the accounting system does not offer', () => {
    expect(check({}, withSubledger)).toBeUndefined();
    expect(check({ dimensions: { project: [] } })).toBeUndefined();
    expect(check({ dimensions: { costCenter: [] } })?.code).toBe('ERP_UNKNOWN_DIMENSION_VALUE');
  });

  test('is compared as accounting systems compare codes: in capitals', () => {
    const lines = [{ expenseType: 'toll', amount: '1.00', text: 'Toll', costCenter: 'oslo-ø' }];
    const data = masterData({ dimensions: { costCenter: [value('OSLO-Ø')] } });
    expect(check(data, aFieldMapping(), anExpenseRecord({ lines, payee: employee }))).toBeUndefined();
  });
});

describe('preparing a voucher', () => {
  const gateway = createFakeGateway();
  const march = { from: date('2026-03-01'), to: date('2026-03-31'), open: false };
  const prepare = (data: MasterData, mapping = aFieldMapping()) =>
    prepareVoucher(anExpenseRecord(), names, mapping, gateway, indexMasterData(data));

  test('tells what does not fit apart from what can never be sent, and still shows the bytes', () => {
    const unfit = prepare(masterData({ ledgerAccounts: [] }));
    expect(unfit).toMatchObject({ kind: 'unfit', failure: { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT' } });
    expect(unfit.kind === 'unfit' && unfit.rendered?.payload).toContain('7140');
    expect(prepare(masterData(), aFieldMapping({ expenseTypes: {} })).kind).toBe('refused');
  });

  test('does not fit while no open period is known to move it to, as one may have been opened since', () => {
    const mapping = aFieldMapping({ closedPeriod: 'next-open-period' });
    const failure = { code: 'ERP_PERIOD_CLOSED', field: 'closedPeriod' };
    expect(prepare({ periods: [march] }, mapping)).toMatchObject({ kind: 'unfit', failure });
  });

  test('a voucher with more lines than the accounting system takes in one call is refused, never split', () => {
    const small = createFakeGateway({ maxLinesPerCall: 2 });
    const prepared = prepareVoucher(anExpenseRecord(), names, aFieldMapping(), small);
    expect(prepared).toMatchObject({ kind: 'refused', error: { code: 'VOUCHER_TOO_LARGE' } });
  });
});
