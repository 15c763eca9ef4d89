import { SyncError } from '../errors/sync-error.ts';
import { calendarDateOf } from './calendar-date.ts';
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

const dayMs = 86_400_000;

/**
 * Refuses what cannot have happened yet: an approval more than a day ahead, which no clock is wrong by, and an expense more than a year ahead, as of a mistyped
 * year. What was taken once is never refused for it later.
 * @throws {SyncError} `INVALID_DATE`, naming the field.
 */
export function checkDates({ approvedAt, expenseDate }: ExpenseRecord, now: Date): void {
  assertPast(approvedAt, 'approvedAt', now);
  const latest = calendarDateOf(new Date(now.getTime() + 366 * dayMs));
  if (expenseDate <= latest) return;
  throw new SyncError('INVALID_DATE', 'The expense lies more than a year ahead.', { field: 'expenseDate' });
}

/** @throws {SyncError} `INVALID_DATE` for an instant more than a day ahead. */
export function assertPast(instant: Date, field: string, now: Date): void {
  if (instant.getTime() <= now.getTime() + dayMs) return;
  throw new SyncError('INVALID_DATE', 'The instant lies more than a day ahead.', { field });
}

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
