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
  /** Why it was not booked, while rejected: the first reason, and how many there are. */
  readonly problem: Problem | undefined;
  readonly problems: number;
}

/** Reads an entry; `undefined` when it has no id. */
export function journalEntryOf(row: JsonObject): JournalEntry | undefined {
  const id = nameAt(row, 'id');
  if (id === undefined) return undefined;
  const status = textAt(row, 'status')?.toLowerCase();
  const errors = objectsAt(row, 'errors') ?? [];
  return {
    id,
    externalId: textAt(row, 'externalId'),
    status: statuses.find((it) => it === status),
    transactionNumber: nameAt(row, 'transactionNumber'),
    problem: errors.slice(0, 1).map(problemOf)[0],
    problems: errors.length,
  };
}

/** Longer than any name of an entry; in characters. What is longer names nothing. */
const longestName = 400;

function nameAt(row: JsonObject, key: string): string | undefined {
  const name = textAt(row, key);
  return name === undefined || name.length > longestName ? undefined : name;
}

const statuses = ['queued', 'booked', 'rejected'] as const;

/** Whether an entry carries the reference; padding and case do not matter. */
export function carries({ externalId }: Pick<JournalEntry, 'externalId'>, reference: string): boolean {
  return externalId?.trim().toUpperCase() === reference;
}
