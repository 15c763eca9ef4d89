import {
  addToStatement,
  differenceOf,
  emptyStatement,
  type FindingKind,
  findingCountOf,
  type ReconciliationFinding,
} from '@bilag/core';
import { expect, test } from 'vitest';

const finding = (kind: FindingKind, oursMinor: bigint, ledgerMinor: bigint | null): ReconciliationFinding => ({
  kind,
  code: 'ERP_VOUCHER_DIFFERS',
  reference: 'R-1',
  recordId: null,
  erpReference: null,
  oursMinor,
  ledgerMinor,
  message: '',
});

const of = (count: number, sumMinor: bigint) => ({ count, sumMinor });

test('the difference is the sum of what the findings say, however the vouchers are portioned out', () => {
  const entries = [
    { ours: of(1, 100n), ledger: of(1, 100n) },
    { ours: of(1, 200n), finding: finding('missing', 200n, 0n) },
    { ours: of(1, 300n), ledger: of(3, 900n), finding: finding('doubled', 300n, 900n) },
    { ours: of(1, 400n), ledger: of(1, 399n), finding: finding('different', 400n, 399n) },
    { ledger: of(2, 14n), finding: finding('extra', 0n, 14n) },
    { ours: of(1, 500n), untold: of(1, 500n), finding: finding('cannot-tell', 500n, null) },
    { waiting: of(1, 9_999_999_999_999n) },
    { ours: of(1, 9_007_199_254_740_993n), ledger: of(1, 9_007_199_254_740_993n), notCompared: true as const },
  ];
  const whole = addToStatement(emptyStatement, entries);
  const byOne = entries.reduce((statement, it) => addToStatement(statement, [it]), emptyStatement);
  expect(byOne).toEqual(whole);
  const said = entries.flatMap(({ finding: it }) => (it?.ledgerMinor == null ? [] : [it.ledgerMinor - it.oursMinor]));
  expect(differenceOf(whole)).toBe(said.reduce((sum, it) => sum + it, 0n));
  expect(differenceOf(whole)).toBe(413n);
  expect(whole).toMatchObject({
    ours: of(6, 9_007_199_254_742_493n),
    ledger: of(8, 9_007_199_254_742_406n),
    waiting: of(1, 9_999_999_999_999n),
    untold: of(1, 500n),
    notCompared: 1,
  });
  expect(findingCountOf(whole)).toBe(5);
});
