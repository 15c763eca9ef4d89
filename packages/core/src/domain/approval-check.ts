import { SyncError } from '../errors/sync-error.ts';
import type { ExpenseRecord, ExpenseRecordJson } from './expense-record.ts';
import { type FieldMapping, standardExpenseTypes } from './field-mapping.ts';
import type { Currency } from './money.ts';

/** What of an organization's set-up decides whether an approval can be taken. */
export interface ApprovalRules {
  readonly currency: Currency;
  /** `undefined` while the organization has no field mapping yet. */
  readonly mapping: FieldMapping | undefined;
}

const standard: ReadonlySet<string> = new Set(standardExpenseTypes);

/** Whether an approval has an expense type that only an organization's own field mapping can know. */
export const hasOwnExpenseType = ({ lines }: Pick<ExpenseRecordJson, 'lines'>): boolean =>
  lines.some(({ expenseType }) => !standard.has(expenseType));

/**
 * Refuses a record that could never be booked as it is.
 * @throws {SyncError} `UNKNOWN_EXPENSE_TYPE` or `CURRENCY_MISMATCH`, naming the field.
 */
export function checkApproval(record: ExpenseRecord, { currency, mapping }: ApprovalRules): void {
  if (record.currency !== currency) {
    throw new SyncError('CURRENCY_MISMATCH', `The organization's ledger is kept in ${currency}.`, {
      field: 'currency',
    });
  }
  const own = mapping?.expenseTypes ?? {};
  const at = record.lines.findIndex(
    ({ expenseType }) => !standard.has(expenseType) && !Object.hasOwn(own, expenseType),
  );
  if (at >= 0) {
    throw new SyncError('UNKNOWN_EXPENSE_TYPE', 'The organization has no such expense type.', {
      field: `lines[${at}].expenseType`,
    });
  }
}
