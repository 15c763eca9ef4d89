import type { CalendarDate } from '../domain/calendar-date.ts';
import type { ExpenseRecord } from '../domain/expense-record.ts';
import type { OutboxEntry } from '../domain/outbox-entry.ts';

/** An entry and what the store keeps beside it. */
export interface Row {
  entry: OutboxEntry;
  /** The sequence of the entry that must be finished before; `null` when there is none. */
  waitsFor: bigint | null;
  readonly record: ExpenseRecord;
  /** Milliseconds of the clock; `null` for new entries and those that wait for a person. */
  dueAtMs: number | null;
  isNew: boolean;
  /** When its status was last written. */
  writtenAtMs: number;
  readonly storedAtMs: number;
  sentAtMs: number;
  /** How long after it was sent everything of it has come to light. */
  settlingMs: number;
  sentMappingVersion: number | null;
  sentLedger: string | null;
  payload: string | null;
  postingDate: CalendarDate | null;
}
