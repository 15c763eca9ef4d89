import type { CompanyBooks } from './company-books.ts';
import type { JournalStore } from './journal-store.ts';
import type { SkipTokens } from './paging.ts';
import type { OpenBooks } from './resolve.ts';
import type { BusinessCentralSettings } from './settings.ts';

/** What answering a call needs. */
export interface Service {
  readonly settings: BusinessCentralSettings;
  readonly companies: readonly CompanyBooks['company'][];
  readonly openBooks: OpenBooks;
  readonly tokens: SkipTokens;
  readonly store: JournalStore;
}
