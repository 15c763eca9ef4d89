import {
  type CalendarDate,
  checkVoucher,
  type ErrorCode,
  indexMasterData,
  type JournalLine,
  type MasterData,
  money,
  parseCalendarDate,
  type Voucher,
  voucher,
} from '@bilag/core';
import { aReference } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { type Dice, forGenerated } from './support/dice.ts';

const reference = aReference();
const codes = ['a', 'B', 'c', 'ø', 'constructor', '__proto__'];
const axes = ['costCenter', 'project', 'constructor', '__proto__'];
const days = ['2026-01-01', '2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'].map((it) => parseCalendarDate(it));

/** A code, sometimes written otherwise than elsewhere. */
const aCode = (dice: Dice) => {
  const code = dice.pick(codes);
  return dice.chance(0.3) ? code.toUpperCase() : code;
};
const aSpan = (dice: Dice) => ({
  ...(dice.chance(0.3) ? { validFrom: dice.pick(days) } : {}),
  ...(dice.chance(0.3) ? { validTo: dice.pick(days) } : {}),
});
const list = <T>(dice: Dice, make: () => T) => dice.many(3 + dice.below(15), make);
const maybe = <T>(dice: Dice, key: string, make: () => T) => (dice.chance(0.8) ? { [key]: make() } : {});

function someMasterData(dice: Dice): MasterData {
  const postable = () => dice.chance(0.9);
  const values = () => list(dice, () => ({ code: aCode(dice), name: '', postable: postable(), ...aSpan(dice) }));
  const periods = () =>
    list(dice, () => {
      const [from = days[0], to = days[0]] = [dice.pick(days), dice.pick(days)].toSorted();
      return { from, to, open: dice.chance(0.6) };
    });
  return {
    ...maybe(dice, 'ledgerAccounts', () => list(dice, () => ({ number: aCode(dice), name: '', postable: postable() }))),
    ...maybe(dice, 'dimensions', () =>
      Object.fromEntries(axes.flatMap((it) => (dice.chance(0.7) ? [[it, values()]] : []))),
    ),
    ...maybe(dice, 'taxCodes', () => list(dice, () => ({ code: aCode(dice), name: '' }))),
    ...maybe(dice, 'payees', () => list(dice, () => ({ code: aCode(dice), postable: postable() }))),
    ...maybe(dice, 'periods', periods),
  };
}

function someVoucher(dice: Dice): Voucher {
  const line = (minor: bigint): JournalLine => ({
    ledgerAccount: aCode(dice),
    amount: money('NOK', minor),
    dimensions: Object.fromEntries(axes.flatMap((axis) => (dice.chance(0.2) ? [[axis, aCode(dice)]] : []))),
    ...(dice.chance(0.2) ? { taxCode: aCode(dice) } : {}),
    ...(dice.chance(0.2) ? { subledger: aCode(dice) } : {}),
    text: '',
    rule: { mappingVersion: 1, path: 'expenseTypes.toll' },
  });
  const lines = [line(1n), ...(dice.chance(0.3) ? [line(1n), line(-1n)] : []), line(-1n)];
  return voucher({ reference, voucherNumber: 1, postingDate: dice.pick(days), currency: 'NOK', text: '', lines });
}

/** Every reason to refuse a voucher, found by walking through all lists for all lines: slow, and not like the code that is tested. */
function allReasons({ lines, postingDate }: Voucher, data: MasterData): ReadonlySet<ErrorCode> {
  const reasons = new Set<ErrorCode>();
  const isSame = (a: string, b: string) => a.toUpperCase() === b.toUpperCase();
  const isWithin = (from: CalendarDate | undefined, to: CalendarDate | undefined) =>
    !(from !== undefined && from > postingDate) && !(to !== undefined && to < postingDate);
  const refuse = (code: ErrorCode, isRight: boolean | undefined) => isRight === false && reasons.add(code);
  for (const { ledgerAccount, dimensions, taxCode, subledger } of lines) {
    refuse(
      'ERP_UNKNOWN_LEDGER_ACCOUNT',
      data.ledgerAccounts?.some((it) => isSame(it.number, ledgerAccount) && (it.postable || subledger !== undefined)),
    );
    for (const [axis, code] of Object.entries(dimensions)) {
      const values = Object.entries(data.dimensions ?? {}).find(([name]) => name === axis)?.[1];
      const isRight = values?.some((it) => isSame(it.code, code) && it.postable && isWithin(it.validFrom, it.validTo));
      refuse('ERP_UNKNOWN_DIMENSION_VALUE', isRight);
    }
    if (taxCode !== undefined)
      refuse(
        'ERP_UNKNOWN_TAX_CODE',
        data.taxCodes?.some((it) => isSame(it.code, taxCode)),
      );
    if (subledger === undefined) continue;
    refuse(
      'ERP_UNKNOWN_PAYEE',
      data.payees?.some((it) => isSame(it.code, subledger) && it.postable),
    );
  }
  refuse(
    'ERP_PERIOD_CLOSED',
    data.periods?.some((it) => it.open && isWithin(it.from, it.to)),
  );
  return reasons;
}

test('in 20,000 generated books a voucher is found unfit exactly when walking through all lists finds a reason', () => {
  const counts = new Map<ErrorCode | 'fits', number>();
  forGenerated(20_000, (dice) => {
    const [checked, data] = [someVoucher(dice), someMasterData(dice)];
    const failure = checkVoucher(checked, indexMasterData(data));
    const reasons = allReasons(checked, data);
    if (failure === undefined ? reasons.size > 0 : !reasons.has(failure.code)) {
      throw new Error(`Found ${failure?.code ?? 'nothing'}, there is ${[...reasons].join(', ') || 'nothing'}.`);
    }
    const code = failure?.code ?? 'fits';
    counts.set(code, (counts.get(code) ?? 0) + 1);
  });
  expect(counts.size).toBe(6);
  expect(Math.min(...counts.values())).toBeGreaterThan(300);
}, 300_000);
