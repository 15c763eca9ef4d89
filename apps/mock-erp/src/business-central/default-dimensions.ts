import type { CompanyBooks } from './company-books.ts';
import type { AccountType } from './journal-store.ts';

/** The dimension values that a line gets from its account, by dimension code. @source dynamics.md §6.6, 2026-11 */
export function defaultDimensions(
  { seed }: CompanyBooks,
  accountType: AccountType,
  accountNumber: string,
): Readonly<Record<string, string>> {
  if (accountType !== 'G/L Account') return {};
  const defaults = seed.defaultDimensions.filter((candidate) => candidate.accountNumber === accountNumber);
  return Object.fromEntries(defaults.map(({ dimensionCode, valueCode }) => [dimensionCode, valueCode]));
}
