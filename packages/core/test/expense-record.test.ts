import {
  checkApproval,
  differingFields,
  type ExpenseRecordJson,
  expenseRecordToJson,
  maxLinesPerRecord,
  parseExpenseRecord,
  SyncError,
} from '@bilag/core';
import { aFieldMapping, anApproval } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';

const line = { expenseType: 'toll', amount: '10.00', text: 'Toll' };

function refusalOf(change: Partial<ExpenseRecordJson>): { code: string; field: string | undefined } | 'accepted' {
  try {
    checkApproval(parseExpenseRecord('nbf', anApproval(change)), { currency: 'NOK', mapping: aFieldMapping() });
    return 'accepted';
  } catch (error) {
    if (error instanceof SyncError) return { code: error.code, field: error.field };
    throw error;
  }
}

describe('an expense record', () => {
  test('API-1 survives storage unchanged', () => {
    const record = parseExpenseRecord(
      'nbf',
      anApproval({ lines: [{ ...line, vatAmount: '2.00', quantity: '12.5', unit: 'km' }] }),
    );
    expect(parseExpenseRecord('nbf', expenseRecordToJson(record))).toEqual(record);
  });

  test.each<[string, Partial<ExpenseRecordJson>, string, string]>([
    ['an amount of zero', { lines: [{ ...line, amount: '0.00' }] }, 'AMOUNT_NOT_POSITIVE', 'lines[0].amount'],
    ['a negative amount', { lines: [line, { ...line, amount: '-1.00' }] }, 'AMOUNT_NOT_POSITIVE', 'lines[1].amount'],
    ['an exponent', { lines: [{ ...line, amount: '1e3' }] }, 'INVALID_AMOUNT', 'lines[0].amount'],
    ['VAT above its line', { lines: [{ ...line, vatAmount: '10.01' }] }, 'VALIDATION_FAILED', 'lines[0].vatAmount'],
    ['no lines', { lines: [] }, 'VALIDATION_FAILED', 'lines'],
    ['500 lines', { lines: Array.from({ length: 500 }, () => line) }, 'VALIDATION_FAILED', 'lines'],
    ['10,000 lines', { lines: Array.from({ length: 10_000 }, () => line) }, 'VALIDATION_FAILED', 'lines'],
    [
      'an unknown expense type',
      { lines: [{ ...line, expenseType: 'yacht' }] },
      'UNKNOWN_EXPENSE_TYPE',
      'lines[0].expenseType',
    ],
    [
      'an inherited name as expense type',
      { lines: [{ ...line, expenseType: 'constructor' }] },
      'UNKNOWN_EXPENSE_TYPE',
      'lines[0].expenseType',
    ],
    ['30 February', { expenseDate: '2026-02-30' }, 'INVALID_DATE', 'expenseDate'],
    ['another currency than the ledger’s', { currency: 'EUR' }, 'CURRENCY_MISMATCH', 'currency'],
    ['an unknown currency', { currency: 'BTC' }, 'UNKNOWN_CURRENCY', 'currency'],
  ])('API-4 with %s is refused and the field named', (_what, change, code, field) => {
    expect(refusalOf(change)).toEqual({ code, field });
  });

  test('of 499 lines is taken: with the line for the payee that makes the 500 which every accounting system takes', () => {
    expect(maxLinesPerRecord).toBe(499);
    expect(refusalOf({ lines: Array.from({ length: 499 }, () => line) })).toBe('accepted');
  });

  test('API-1 other content under a known revision is told by the fields that differ', () => {
    const first = anApproval();
    const [a, b] = first.lines;
    const second = { ...first, approvedBy: 'per', lines: [a, { ...b, amount: '121.00' }] };
    expect(differingFields(first, second)).toEqual(['approvedBy', 'lines[1].amount']);
    expect(differingFields(first, structuredClone(first))).toEqual([]);
  });
});
