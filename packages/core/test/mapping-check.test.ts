import {
  checkMapping,
  checkVoucher,
  type FieldMapping,
  indexMasterData,
  type MasterData,
  mapExpenseRecord,
  parseCalendarDate,
} from '@bilag/core';
import { aFieldMapping, anExpenseRecord, aReference, someMasterData as masterData } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { type Dice, forGenerated } from './support/dice.ts';

const today = parseCalendarDate('2026-04-01');
const value = (code: string, more = {}) => ({ code, name: code, postable: true, ...more });
const findings = (change: Partial<FieldMapping>, data: Partial<MasterData> = {}) =>
  checkMapping(aFieldMapping(change), masterData(data), today).map(({ path, message }) => [path, message]);

describe('a field mapping checked against the accounting system', () => {
  test('has no findings when everything in it is there and open', () => {
    expect(findings({})).toEqual([]);
    expect(findings({ costCenters: { oslo: '310' }, projects: { camp: '4402' }, defaultCostCenter: 'oslo' })).toEqual(
      [],
    );
  });

  test('lists everything at fault in the order of the paths, each with its value and a sentence', () => {
    const expenseTypes = {
      toll: {
        treatment: 'post',
        ledgerAccount: '9999',
        taxCode: '81',
        costCenter: '399',
        dimensions: { project: '4403', fund: 'F1' },
      },
      mileage: { treatment: 'payroll' },
    } as const;
    const all = findings({
      expenseTypes,
      credit: { volunteer: { ledgerAccount: '2999', dimensions: { project: '4404' } } },
      costCenters: { bergen: '320', oslo: '310' },
      projects: { old: '4400' },
      defaultCostCenter: '398',
    });
    expect(all).toEqual([
      ['costCenters.bergen', 'Cost center 320 does not exist in the accounting system.'],
      ['credit.volunteer.dimensions.project', 'Project 4404 does not exist in the accounting system.'],
      ['credit.volunteer.ledgerAccount', 'Ledger account 2999 does not exist in the accounting system.'],
      ['defaultCostCenter', 'Cost center 398 does not exist in the accounting system.'],
      ['expenseTypes.toll.costCenter', 'Cost center 399 does not exist in the accounting system.'],
      ['expenseTypes.toll.dimensions.project', 'Project 4403 does not exist in the accounting system.'],
      ['expenseTypes.toll.ledgerAccount', 'Ledger account 9999 does not exist in the accounting system.'],
      ['expenseTypes.toll.taxCode', 'VAT code 81 does not exist in the accounting system.'],
      ['projects.old', 'Project 4400 does not exist in the accounting system.'],
    ]);
  });

  test.each([
    ['is closed for posting', { postable: false }],
    ['is valid only until 2026-03-31', { validTo: parseCalendarDate('2026-03-31') }],
    ['is valid only from 2026-04-02', { validFrom: parseCalendarDate('2026-04-02') }],
  ])('finds a cost center that %s', (what, more) => {
    expect(findings({ defaultCostCenter: '310' }, { dimensions: { costCenter: [value('310', more)] } })).toEqual([
      ['defaultCostCenter', `Cost center 310 ${what} in the accounting system.`],
    ]);
  });

  test('names a default cost center once: in the table that translates it', () => {
    expect(findings({ defaultCostCenter: 'oslo', costCenters: { oslo: '999' } })).toEqual([
      ['costCenters.oslo', 'Cost center 999 does not exist in the accounting system.'],
    ]);
  });

  test('finds a ledger account that is not postable, unless a subledger stands before it', () => {
    const ledgerAccounts = (masterData().ledgerAccounts ?? []).map((it) => ({ ...it, postable: it.number !== '2910' }));
    const credit = (subledger: boolean) => ({ credit: { employee: { ledgerAccount: '2910', subledger } } });
    expect(findings(credit(false), { ledgerAccounts }).map(([path]) => path)).toEqual([
      'credit.employee.ledgerAccount',
    ]);
    expect(findings(credit(true), { ledgerAccounts })).toEqual([]);
  });

  test('that can post nothing says so', () => {
    expect(findings({ expenseTypes: { mileage: { treatment: 'payroll' } }, credit: {} })).toEqual([
      ['credit', 'No kind of payee has a credit account. Nothing can be posted.'],
      ['expenseTypes', 'No expense type is mapped to a ledger account. Nothing can be posted.'],
    ]);
  });

  test('is not checked against lists that the accounting system does not offer', () => {
    const everything = { costCenters: { a: 'b' }, projects: { a: 'b' }, defaultCostCenter: 'c' };
    expect(checkMapping(aFieldMapping(everything), {}, today)).toEqual([]);
  });
});

const codes = ['1', '2', '3', '4'];
const aMapping = (dice: Dice): FieldMapping => ({
  version: 1,
  expenseTypes: {
    toll: {
      treatment: 'post',
      ledgerAccount: dice.pick(codes),
      ...(dice.chance(0.5) ? { taxCode: dice.pick(codes) } : {}),
      ...(dice.chance(0.5) ? { costCenter: dice.pick(codes) } : {}),
      ...(dice.chance(0.5) ? { dimensions: { project: dice.pick(codes), fund: dice.pick(codes) } } : {}),
    },
  },
  credit: {
    employee: { ledgerAccount: dice.pick(codes), subledger: dice.chance(0.3), dimensions: { fund: dice.pick(codes) } },
  },
  ...(dice.chance(0.5) ? { defaultCostCenter: dice.pick(codes) } : {}),
  postingDate: 'expense-date',
});

test('a mapping without findings makes no voucher that does not fit, and one with a finding makes one that does not', () => {
  let sound = 0;
  forGenerated(20_000, (dice) => {
    const mapping = aMapping(dice);
    const some = () =>
      codes.filter(() => dice.chance(0.85)).map((code) => value(code, { postable: dice.chance(0.95) }));
    const data: MasterData = {
      ledgerAccounts: some().map(({ code, ...it }) => ({ ...it, number: code })),
      dimensions: { costCenter: some(), project: some(), fund: some() },
      taxCodes: some(),
    };
    const lines = [{ expenseType: 'toll', amount: '1.00', text: 'Toll' }];
    const record = anExpenseRecord({ expenseDate: today, lines });
    const mapped = mapExpenseRecord(record, mapping, { reference: aReference(), voucherNumber: 1 });
    if (mapped.kind !== 'voucher') throw new Error(mapped.reason);
    const failure = checkVoucher(mapped.voucher, indexMasterData(data));
    // A default cost center that the only rule overrides is found in the mapping and in no voucher.
    const found = checkMapping(mapping, data, today).filter(
      ({ path }) => path !== 'defaultCostCenter' || !overrides(mapping),
    );
    if ((failure === undefined) !== (found.length === 0)) throw new Error(`${failure?.message} ${found[0]?.message}`);
    sound += found.length === 0 ? 1 : 0;
  });
  expect(sound).toBeGreaterThan(2_000);
  expect(sound).toBeLessThan(18_000);
}, 300_000);

const overrides = ({ expenseTypes: { toll } }: FieldMapping) =>
  toll?.treatment === 'post' && toll.costCenter !== undefined;
