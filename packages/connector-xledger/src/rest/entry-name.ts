import type { VoucherQuery } from '@bilag/core';
import type { JournalEntry } from './journal-entry.ts';

/**
 * What a look-up calls a waiting entry whose posting was not answered with it: whose lines it has is not known before it is compared. What was answered to
 * a posting, or compared since, is called by its id or its number alone.
 */
export const nameOfUncompared = ({ id }: JournalEntry): string => `${id}${uncompared}`;

const uncompared = ' (not compared)';

/** Whether this is the entry that our posting was answered with, or one that was compared since. */
export function isAnswerTo({ erpReference }: VoucherQuery, { id, transactionNumber }: JournalEntry): boolean {
  return erpReference !== undefined && (erpReference === id || erpReference === transactionNumber);
}

/** Whether no answer to the posting is known: only a comparison tells whose lines an entry under its reference has. */
export function isUnanswered({ erpReference }: VoucherQuery): boolean {
  return erpReference === undefined || erpReference.endsWith(uncompared);
}
