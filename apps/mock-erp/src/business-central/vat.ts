import type { CompanyBooks } from './company-books.ts';
import type { JournalLine } from './journal-store.ts';

/** The code that an account in `vatAccounts` brings along where the setting names none. */
const STANDARD_CODE = 'HOY';

/** The code whose rate is zero. */
const ZERO_CODE = 'UTEN';

/** The VAT product posting group of a ledger account; `undefined` for one without VAT posting groups. */
export function taxCodeOfAccount({ settings }: CompanyBooks, number: string): string | undefined {
  const setUp = settings.vatAccounts.map((it) => it.split(':')).find(([account]) => account === number);
  return setUp === undefined ? undefined : (setUp[1] ?? STANDARD_CODE);
}

/**
 * Whether the line has a general posting type, without which it has no VAT: it is its account's, and comes with the account's other VAT groups.
 * @source dynamics.md §8.4, 2026-11: «Copy VAT Setup to Jnl. Lines»
 */
export function hasPostingType(books: CompanyBooks, { accountType, accountNumber }: JournalLine): boolean {
  const isCopied = books.settings.copyVatSetup && accountType === 'G/L Account';
  return isCopied && taxCodeOfAccount(books, accountNumber) !== undefined;
}

/** Whether amounts can be posted with this tax code, which may be none. */
export function hasVatPostingSetup({ seed, settings }: CompanyBooks, taxCode: string): boolean {
  return seed.taxGroups.some(({ code }) => code === taxCode) && !settings.taxCodesWithoutSetup.includes(taxCode);
}

/** The VAT in the amount of a line. Amounts on an account with VAT posting groups include it. @source dynamics.md §8.4, 2026-11 */
export function vatOf(books: CompanyBooks, line: JournalLine): number {
  if (!hasPostingType(books, line) || line.taxCode === ZERO_CODE) return 0;
  const { vatPercent } = books.settings;
  return Math.round((line.amountMinor * vatPercent) / (100 + vatPercent));
}
