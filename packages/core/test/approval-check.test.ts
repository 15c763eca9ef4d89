import { type ApprovalRules, checkApproval, type ExpenseRecordJson } from '@bilag/core';
import { aFieldMapping, anExpenseRecord } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';

const line = { expenseType: 'toll', amount: '10.00', text: 'Toll' };
const check = (change: Partial<ExpenseRecordJson>, rules: Partial<ApprovalRules> = {}) => {
  checkApproval(anExpenseRecord(change), { currency: 'NOK', mapping: aFieldMapping(), ...rules });
};

describe('an approval is taken', () => {
  test('with a standard expense type, also while the organization has no field mapping', () => {
    expect(() => check({}, { mapping: undefined })).not.toThrow();
  });

  test('with a standard expense type that the mapping does not have yet: it is mapped before it is sent', () => {
    expect(() => check({}, { mapping: aFieldMapping({ expenseTypes: {} }) })).not.toThrow();
  });

  test('with an expense type of the organization’s own', () => {
    const expenseTypes = { guide_dog: { treatment: 'post', ledgerAccount: '7790' } } as const;
    const lines = [{ ...line, expenseType: 'guide_dog' }];
    expect(() => check({ lines }, { mapping: aFieldMapping({ expenseTypes }) })).not.toThrow();
    const refusal = expect.objectContaining({ code: 'UNKNOWN_EXPENSE_TYPE', field: 'lines[0].expenseType' });
    expect(() => check({ lines })).toThrow(refusal);
  });

  test('only in the ledger’s currency, whichever that is', () => {
    expect(() => check({ currency: 'SEK' }, { currency: 'SEK' })).not.toThrow();
    expect(() => check({}, { currency: 'SEK' })).toThrow(expect.objectContaining({ code: 'CURRENCY_MISMATCH' }));
  });

  test('API-4 or the first line at fault is named', () => {
    const lines = [line, { ...line, expenseType: 'yacht' }, { ...line, expenseType: 'jet' }];
    expect(() => check({ lines })).toThrow(expect.objectContaining({ field: 'lines[1].expenseType' }));
  });
});
