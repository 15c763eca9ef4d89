import { type JsonObject, textAt } from '../json.ts';
import { objectsAt } from './exact-json.ts';
import { type Problem, problemOf } from './problems.ts';

/** What the gateway tells of a journal entry. @source reference of the Xledger API, section 13, read 2026-11 */
export interface JournalEntry {
  readonly id: string;
  readonly externalId: string | undefined;
  /** `undefined` for one that the contract does not know. */
  readonly status: 'queued' | 'booked' | 'rejected' | undefined;
  /** Xledger’s own number, once booked. */
  readonly transactionNumber: string | undefined;
  /** Why it was not booked, while rejected. */
  readonly problems: readonly Problem[];
}

/** Reads an entry; `undefined` when it has no id. */
export function journalEntryOf(row: JsonObject): JournalEntry | undefined {
  const id = textAt(row, 'id');
  if (id === undefined) return undefined;
  const status = textAt(row, 'status')?.toLowerCase();
  return {
    id,
    externalId: textAt(row, 'externalId'),
    status: statuses.find((it) => it === status),
    transactionNumber: textAt(row, 'transactionNumber'),
    problems: (objectsAt(row, 'errors') ?? []).map(problemOf),
  };
}

const statuses = ['queued', 'booked', 'rejected'] as const;

/** Whether an entry carries the reference; padding and case do not matter. */
export function carries({ externalId }: Pick<JournalEntry, 'externalId'>, reference: string): boolean {
  return externalId?.trim().toUpperCase() === reference;
}
