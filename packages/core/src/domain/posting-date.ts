import { SyncError } from '../errors/sync-error.ts';
import { type CalendarDate, calendarDateOf } from './calendar-date.ts';
import type { ExpenseRecord } from './expense-record.ts';
import { nextOpenDay, periodAt } from './fiscal-periods.ts';
import type { FieldMapping } from './mapping-rules.ts';
import type { FiscalPeriod } from './master-data.ts';

/** The day a voucher counts on. */
export interface PostingDay {
  readonly postingDate: CalendarDate;
  /** What stands before every text of a voucher that was moved out of a closed period; empty otherwise. */
  readonly prefix: string;
}

/**
 * The day a record's voucher counts on by the mapping's two rules. Without periods nothing is moved.
 * @throws {SyncError} `ERP_PERIOD_CLOSED` when it is to be moved and no later period is open.
 */
export function postingDayOf(
  record: Pick<ExpenseRecord, 'expenseDate' | 'approvedAt'>,
  mapping: Pick<FieldMapping, 'postingDate' | 'closedPeriod'>,
  periods?: readonly FiscalPeriod[],
): PostingDay {
  const { label, date } = ruledDate(record, mapping.postingDate);
  const { postingDate, isMoved } = postingDayFrom(date, mapping, periods);
  // Before the text and not after it: ERPs cut texts at their ends, each at a length of its own.
  return { postingDate, prefix: isMoved ? `${label} ${date}: ` : '' };
}

/** A date, or the next open day where it lies in no open period and the mapping says that such a voucher is moved. @throws {SyncError} as {@link postingDayOf}. */
export function postingDayFrom(
  date: CalendarDate,
  mapping: Pick<FieldMapping, 'closedPeriod'>,
  periods?: readonly FiscalPeriod[],
): { readonly postingDate: CalendarDate; readonly isMoved: boolean } {
  const isMoved = mapping.closedPeriod === 'next-open-period' && periods && periodAt(periods, date) !== 'open';
  if (!isMoved) return { postingDate: date, isMoved: false };
  const postingDate = nextOpenDay(periods, date);
  if (postingDate === undefined) {
    const message = `The period of ${date} is closed, and the accounting system has no open period after it.`;
    throw new SyncError('ERP_PERIOD_CLOSED', message, { field: 'closedPeriod' });
  }
  return { postingDate, isMoved: true };
}

function ruledDate({ expenseDate, approvedAt }: Pick<ExpenseRecord, 'expenseDate' | 'approvedAt'>, rule: string) {
  if (rule === 'expense-date') return { label: 'Expense date', date: expenseDate };
  return { label: 'Approval date', date: calendarDateOf(approvedAt) };
}
