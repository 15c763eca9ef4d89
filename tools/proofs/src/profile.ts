import type { AccountingGateway, ErpCall } from '@bilag/core';
import type { LedgerVoucher } from '@bilag/mock-erp';

/** One profile of a connector, open against a mock ERP of its own. */
export interface OpenProfile extends AsyncDisposable {
  readonly gateway: AccountingGateway;
  /** Codes that exist in its books. */
  readonly codes: {
    readonly debitAccounts: readonly string[];
    readonly creditAccount: string;
    readonly costCenters: readonly string[];
  };
  /** Requests made so far. */
  readonly calls: readonly ErpCall[];
  /** The ERP books what it has accepted. */
  book(): Promise<void>;
  /** The ledger itself, past the connector. */
  ledger(): readonly LedgerVoucher[];
  /** How a journal line's text arrives there, by the limit that is documented. */
  readonly arrivesAs: (reference: string, text: string) => string;
}

/** A profile by its name. */
export interface Profile {
  readonly name: string;
  /** As many vouchers as a test run has the time for. */
  readonly perTest: number;
  open(): Promise<OpenProfile>;
}
