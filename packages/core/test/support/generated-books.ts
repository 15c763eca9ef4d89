import {
  type ExpenseRecordJson,
  type ExpenseTypeRule,
  type FieldMapping,
  formatMoney,
  parseCalendarDate,
} from '@bilag/core';
import { type Dice, hostileTexts, longTexts } from './dice.ts';

/** Expense types that records of generated books name; the last of them no mapping knows. */
const expenseTypes = ['mileage', 'toll', 'parking', 'honorarium', ...hostileTexts.slice(0, 12), 'nobody knows it'];
const accounts = ['7100', '7140', '7142', '5390', '2910', '2990', 'ÆØÅ'];
const axes = ['costCenter', 'project', 'activity', 'constructor', '__proto__', 'b2', '10', '9'];

/** Twelve months of which some are closed. */
export const periodsOf2026 = (open: (month: number) => boolean) =>
  Array.from({ length: 12 }, (_, at) => {
    const month = String(at + 1).padStart(2, '0');
    const last = new Date(Date.UTC(2026, at + 1, 0)).getUTCDate();
    const day = (it: number) => parseCalendarDate(`2026-${month}-${String(it).padStart(2, '0')}`);
    return { from: day(1), to: day(last), open: open(at + 1) };
  });

/** A mapping of most expense types. */
export function aGeneratedMapping(dice: Dice): FieldMapping {
  const types = expenseTypes.slice(0, -1).filter(() => dice.chance(0.98));
  const table = () => Object.fromEntries(hostileTexts.slice(0, 6).map((it) => [it, dice.pick(accounts)]));
  return {
    version: 1 + dice.below(1_000),
    expenseTypes: Object.fromEntries(types.map((type) => [type, aRule(dice)])),
    credit: {
      employee: { ledgerAccount: '2910', subledger: dice.chance(0.5), dimensions: someDimensions(dice) },
      ...(dice.chance(0.95) ? { volunteer: { ledgerAccount: '2990' } } : {}),
    },
    ...(dice.chance(0.5) ? { costCenters: table() } : {}),
    ...(dice.chance(0.5) ? { projects: table() } : {}),
    ...(dice.chance(0.5) ? { defaultCostCenter: dice.pick(['310', '__proto__']) } : {}),
    postingDate: dice.pick(['expense-date', 'approval-date']),
    ...(dice.chance(0.5) ? { closedPeriod: dice.pick(['fail', 'next-open-period']) } : {}),
  };
}

function aRule(dice: Dice): ExpenseTypeRule {
  if (dice.chance(0.1)) return { treatment: dice.pick(['payroll', 'exclude']) };
  return {
    treatment: 'post',
    ledgerAccount: dice.pick(accounts),
    ...(dice.chance(0.2) ? { taxCode: '1' } : {}),
    ...(dice.chance(0.2) ? { costCenter: '399' } : {}),
    ...(dice.chance(0.3) ? { dimensions: someDimensions(dice) } : {}),
  };
}

const someDimensions = (dice: Dice) =>
  Object.fromEntries(axes.filter(() => dice.chance(0.2)).map((axis) => [axis, dice.pick(accounts)]));

/** A record of a few lines, or now and then of very many, with texts of every kind. */
export function aGeneratedRecord(dice: Dice): ExpenseRecordJson {
  const currency = dice.pick(['NOK', 'NOK', 'EUR', 'ISK'] as const);
  const text = () => (dice.chance(0.2) ? dice.pick(dice.chance(0.01) ? longTexts : hostileTexts) : 'Train');
  const maybe = <T>(key: string, make: () => T) => (dice.chance(0.3) ? { [key]: make() } : {});
  const amount = () =>
    formatMoney({ currency, minor: 1n + BigInt(dice.below(dice.pick([10, 10_000, 10 ** 9, 10 ** 12]))) });
  const lines = dice.many(1 + dice.below(dice.chance(0.002) ? 499 : 6), () => ({
    expenseType: dice.chance(0.002) ? dice.pick(expenseTypes) : dice.pick(expenseTypes.slice(0, -1)),
    amount: amount(),
    text: text(),
    ...maybe('costCenter', text),
    ...maybe('project', text),
  }));
  return {
    kind: dice.pick(['reimbursement', 'honorarium']),
    sourceId: text(),
    revision: 1,
    approvedAt: new Date(Date.UTC(2026, dice.below(12), 1 + dice.below(28), dice.below(24))).toISOString(),
    approvedBy: text(),
    expenseDate: dice.pick(['2026-01-31', '2026-02-01', '2026-02-28', '2026-12-31', '2025-12-31', '2027-01-01']),
    payee: { type: dice.pick(['employee', 'volunteer']), id: text(), name: text() },
    currency,
    lines,
  };
}
