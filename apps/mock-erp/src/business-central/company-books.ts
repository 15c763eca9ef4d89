import type { MockClock } from '../clock.ts';
import type { Ledger } from '../ledger.ts';
import type { MockSeed } from '../seed.ts';
import type { BusinessCentralAccount, BusinessCentralCompany } from '../seed-business-central.ts';
import type { EntryBook } from './entry-book.ts';
import type { JobQueue } from './job-queue.ts';
import type { JournalStore } from './journal-store.ts';
import type { BusinessCentralSettings } from './settings.ts';

/** One company with everything its records need to know. */
export interface CompanyBooks {
  readonly company: BusinessCentralCompany;
  readonly seed: MockSeed['businessCentral'];
  readonly settings: BusinessCentralSettings;
  readonly clock: MockClock;
  readonly store: JournalStore;
  readonly ledger: Ledger;
  readonly entries: EntryBook;
  readonly jobQueue: JobQueue;
}

/** Today in the sandbox, `YYYY-MM-DD`: Business Central's work date. */
export function workDate({ clock }: Pick<CompanyBooks, 'clock'>): string {
  return clock.now().toISOString().slice(0, 10);
}

/** The ledger account of this number, blocked by the seed or by the settings. */
export function findAccount(books: CompanyBooks, number: string): BusinessCentralAccount | undefined {
  const account = books.seed.accounts.find((candidate) => candidate.number === number);
  return account === undefined ? undefined : withBlocking(books, account);
}

/** All ledger accounts by number. */
export function listAccounts(books: CompanyBooks): BusinessCentralAccount[] {
  return books.seed.accounts.map((account) => withBlocking(books, account));
}

function withBlocking({ settings }: CompanyBooks, account: BusinessCentralAccount): BusinessCentralAccount {
  return { ...account, blocked: account.blocked || settings.blockedAccounts.includes(account.number) };
}
