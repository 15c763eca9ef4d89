import {
  type ExpenseRecord,
  type FieldMapping,
  formatMoney,
  indexMasterData,
  type Money,
  type PreparedVoucher,
  parseExpenseRecord,
  parseMoney,
  prepareVoucher,
  SyncError,
  type Voucher,
} from '@bilag/core';
import { aReference, createFakeGateway } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { forGenerated } from './support/dice.ts';
import { aGeneratedMapping, aGeneratedRecord, periodsOf2026 } from './support/generated-books.ts';

const gateway = createFakeGateway({ maxLinesPerCall: 500 });
const names = { reference: aReference(), voucherNumber: 417 };

/** The same value as a database gives it back: equal, but with its keys in another order. */
function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toReversed())
      : inner,
  );
}

const demand = (holds: boolean, what: string) => {
  if (!holds) throw new Error(what);
};

/** The rule of an expense type, looked for in the plainest way. */
const ruleOf = ({ expenseTypes }: FieldMapping, type: string) =>
  Object.entries(expenseTypes).find(([key]) => key === type)?.[1];

/** What should become of a record, told without the code that is tested. */
function expectedOf(record: ExpenseRecord, mapping: FieldMapping) {
  const sums = new Map<string, bigint>();
  const add = (account: string, minor: bigint) => sums.set(account, (sums.get(account) ?? 0n) + minor);
  const credit = record.payee.type === 'employee' ? mapping.credit.employee : mapping.credit.volunteer;
  const paths: string[] = [];
  for (const line of record.lines) {
    const rule = ruleOf(mapping, line.expenseType);
    if (rule === undefined) return 'UNMAPPED_EXPENSE_TYPE';
    if (rule.treatment !== 'post') continue;
    paths.push(`expenseTypes.${line.expenseType}`);
    add(rule.ledgerAccount, line.amount.minor);
    add('credit', -line.amount.minor);
  }
  if (paths.length === 0) return 'nothing-to-post';
  if (credit === undefined) return 'UNMAPPED_PAYEE_TYPE';
  const total = sums.get('credit') ?? 0n;
  sums.delete('credit');
  add(credit.ledgerAccount, total);
  return { sums, paths: [...paths, `credit.${record.payee.type}`] };
}

function checkVoucherOf(record: ExpenseRecord, mapping: FieldMapping, voucher: Voucher): void {
  const expected = expectedOf(record, mapping);
  if (typeof expected === 'string') throw new Error(`It was to be ${expected}.`);
  const sums = new Map<string, bigint>();
  for (const { ledgerAccount, amount, rule } of voucher.lines) {
    sums.set(ledgerAccount, (sums.get(ledgerAccount) ?? 0n) + amount.minor);
    demand(rule.mappingVersion === mapping.version, 'A line does not say the version of its mapping.');
    demand(
      parseMoney(formatMoney(amount), amount.currency).minor === amount.minor,
      'An amount does not survive its text.',
    );
  }
  demand([...sums.values()].reduce((sum, it) => sum + it, 0n) === 0n, 'The voucher does not balance.');
  demand(String(voucher.lines.map(({ rule }) => rule.path)) === String(expected.paths), 'A line has another rule.');
  const same =
    sums.size === expected.sums.size && [...sums].every(([account, sum]) => expected.sums.get(account) === sum);
  demand(same, 'The sums per account are not those of the record.');
}

const kindOf = (prepared: PreparedVoucher) =>
  prepared.kind === 'refused' ? prepared.error.code : prepared.kind === 'unfit' ? prepared.failure.code : prepared.kind;

/** A record as an edge lets it in, or nothing where its sum is beyond what a ledger holds. */
function parsed(json: Parameters<typeof parseExpenseRecord>[1]): ExpenseRecord | undefined {
  try {
    return parseExpenseRecord('nbf', json);
  } catch (error) {
    if (error instanceof SyncError && error.code === 'AMOUNT_OUT_OF_RANGE') return undefined;
    throw error;
  }
}

test('whatever 100,000 records and mappings say, vouchers balance to the øre, every line has its rule, and equal input gives equal bytes', () => {
  const counts = new Map<string, number>();
  let mapping: FieldMapping | undefined;
  let stored: FieldMapping | undefined;
  forGenerated(100_000, (dice) => {
    if (mapping === undefined || stored === undefined || dice.chance(0.02)) {
      mapping = aGeneratedMapping(dice);
      stored = asStored(mapping);
    }
    const json = aGeneratedRecord(dice);
    const record = parsed(json);
    if (record === undefined) return;
    const prepared = prepareVoucher(record, names, mapping, gateway);
    const kind = kindOf(prepared);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const again = prepareVoucher(parseExpenseRecord('nbf', asStored(json)), names, stored, gateway);
    if (prepared.kind !== 'ready') {
      demand(kind === expectedOf(record, mapping), `It was ${kind}.`);
      demand(kindOf(again) === kind, 'The second time it was something else.');
      return;
    }
    checkVoucherOf(record, mapping, prepared.rendered.voucher);
    demand(
      again.kind === 'ready' && again.rendered.payload === prepared.rendered.payload,
      'The bytes are not the same.',
    );
  });
  expect(counts.get('ready')).toBeGreaterThan(80_000);
  expect([...counts.keys()].toSorted()).toEqual([
    'UNMAPPED_EXPENSE_TYPE',
    'UNMAPPED_PAYEE_TYPE',
    'nothing-to-post',
    'ready',
  ]);
}, 300_000);

test('a voucher that is moved out of a closed period changes in its date and the beginning of its texts, and in nothing else', () => {
  const outcomes = new Set<string>();
  forGenerated(5_000, (dice) => {
    const mapping = { ...aGeneratedMapping(dice), closedPeriod: 'next-open-period' } as const;
    const record = parsed(aGeneratedRecord(dice));
    if (record === undefined) return;
    const periods = periodsOf2026(() => dice.chance(0.3));
    const unmoved = prepareVoucher(record, names, mapping, gateway);
    if (unmoved.kind !== 'ready') return;
    const moved = prepareVoucher(record, names, mapping, gateway, indexMasterData({ periods }));
    const { postingDate } = unmoved.rendered.voucher;
    const isIn = (period: { from: string; to: string }) => period.from <= postingDate && postingDate <= period.to;
    const open = periods.filter((it) => it.open && (it.from > postingDate || isIn(it)));
    outcomes.add(moved.kind);
    const [first] = open;
    if (first === undefined) return demand(kindOf(moved) === 'ERP_PERIOD_CLOSED', 'There is no period to move it to.');
    if (moved.kind !== 'ready') throw new Error(`It was ${moved.kind}.`);
    const { voucher } = moved.rendered;
    const stays = isIn(first);
    demand(voucher.postingDate === (stays ? postingDate : first.from), 'It was moved to another day.');
    const texts = [voucher, ...voucher.lines].map(({ text }) => text);
    demand(
      stays || texts.every((it) => it.slice(0, 30).includes(postingDate)),
      'A text does not say the original date.',
    );
    const amounts = (of: Voucher) => String(of.lines.map((it): Money['minor'] => it.amount.minor));
    demand(amounts(voucher) === amounts(unmoved.rendered.voucher), 'The amounts have changed.');
  });
  expect([...outcomes].toSorted()).toEqual(['ready', 'unfit']);
});
