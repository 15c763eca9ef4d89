import type { FinanceCall, FinanceTarget } from './address.ts';
import { JOURNAL_LINE } from './entity-types.ts';
import { InfologError } from './errors.ts';
import type { FinanceSettings } from './settings.ts';

/** The journal whose lines a call writes; `undefined` when it writes none, or none that can be made out. */
export function journalWritten(
  { method, body }: FinanceCall,
  target: FinanceTarget,
  { defaultCompany }: FinanceSettings,
): string | undefined {
  if (target.kind !== 'set' || target.type !== JOURNAL_LINE || method === 'GET') return undefined;
  if (target.key !== undefined) return `${target.key['dataAreaId']}|${target.key['JournalBatchNumber']}`.toLowerCase();
  const company = /"dataAreaId"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? defaultCompany;
  const number = /"JournalBatchNumber"\s*:\s*"([^"]*)"/.exec(body)?.[1];
  return number === undefined ? undefined : `${company}|${number}`.toLowerCase();
}

/** @source dynamics.md §15.3, 2026-11 */
export function lineConflict(): InfologError {
  return new InfologError(
    JOURNAL_LINE,
    'Cannot edit a record in Ledger journal table (LedgerJournalTable). ' +
      'An update conflict occurred due to another user process deleting the record or changing one or more fields in the record.',
  );
}
