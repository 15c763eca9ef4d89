import { choice, count, optionalDate, text, texts } from '../setting-values.ts';
import type { SettingsReaders } from '../settings-board.ts';

/** How strict and how unlucky this Finance & Operations is; may be changed while it runs. */
export interface FinanceSettings {
  /** The company that is seen without `cross-company=true`. */
  defaultCompany: string;
  /** What becomes of a new row for another company without `cross-company=true`. */
  foreignCreate: 'refused' | 'accepted';
  /** Status of what the business logic refuses, an existing key included; both are seen. @source dynamics.md §15.3, 2026-11 */
  writeErrorStatus: 400 | 500;
  /** Whether a write on a journal's lines fails while another one is under way. */
  updateConflicts: boolean;
  /** The last closed day, `YYYY-MM-DD`; empty for none. */
  closedTo: string;
  /** Companies that the app's user may not see, as if they were not there; what is in them stays. */
  hiddenCompanies: readonly string[];
  /**
   * What becomes of the sales tax groups of a new line. `added`: both are put on a line without any, as an account's own may be.
   * That a real one adds or drops them is not in the reference.
   */
  salesTaxGroups: 'kept' | 'added' | 'dropped';
  /** Main accounts that are suspended besides those of the seed. */
  blockedAccounts: readonly string[];
  /** Whether the customer has made a service that posts journals. */
  postingService: boolean;
  /** Requests that a user may make in a window; 0 for no limit, as since version 10.0.36. */
  requestsPerWindow: number;
  windowMs: number;
  /** Requests that a user may have under way; 0 for no limit. */
  maxConcurrent: number;
  pageLimit: number;
  batchLimit: number;
}

/** @source dynamics.md §15, 2026-11; where no source tells, the answer that a client finds harder. */
export const DEFAULT_FINANCE_SETTINGS: Readonly<FinanceSettings> = {
  defaultCompany: 'dat',
  foreignCreate: 'refused',
  writeErrorStatus: 500,
  updateConflicts: true,
  closedTo: '2025-12-31',
  hiddenCompanies: [],
  salesTaxGroups: 'kept',
  blockedAccounts: [],
  postingService: false,
  requestsPerWindow: 0,
  windowMs: 300_000,
  maxConcurrent: 0,
  pageLimit: 10_000,
  batchLimit: 5_000,
};

const yesOrNo = choice(true, false);

/** How each setting is read from JSON. */
export const FINANCE_SETTING_READERS: SettingsReaders<FinanceSettings> = {
  defaultCompany: text(/^[a-z0-9]{1,4}$/, 'at most 4 small letters or digits'),
  foreignCreate: choice('refused', 'accepted'),
  writeErrorStatus: choice(400, 500),
  updateConflicts: yesOrNo,
  closedTo: optionalDate,
  hiddenCompanies: texts(/^[a-z0-9]{1,4}$/, 'at most 4 small letters or digits'),
  salesTaxGroups: choice('kept', 'added', 'dropped'),
  blockedAccounts: texts(),
  postingService: yesOrNo,
  requestsPerWindow: count(),
  windowMs: count(),
  maxConcurrent: count(),
  pageLimit: count(1),
  batchLimit: count(1),
};
