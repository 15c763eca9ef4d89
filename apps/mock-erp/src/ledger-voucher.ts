/** The ERPs this sandbox plays. */
export type ErpSystem = 'xledger' | 'business-central' | 'finance';

/** One debit (positive) or credit (negative) on one ledger account, in minor units (øre). */
export interface LedgerLine {
  readonly account: string;
  readonly amountMinor: number;
  /** Dimension values by the ERP's own name for the dimension, e.g. `{ glObject2: '310' }`. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly text: string;
  /** What the ERP stores besides with this line and must be able to read back after a restart. */
  readonly details?: Readonly<Record<string, string>>;
}

/** A voucher about to be booked. */
export interface NewLedgerVoucher {
  readonly system: ErpSystem;
  /** Whose books: Xledger's `ownerDbId`, Business Central's company id or Finance & Operations' `dataAreaId`. */
  readonly ledgerId: string;
  /** The ERP's own number for it. */
  readonly voucherNumber: string;
  /** The sender's key as the ERP stored it: `extIdentifier` or document number. */
  readonly reference: string;
  /** `YYYY-MM-DD` */
  readonly postingDate: string;
  /** ISO instant on the sandbox's clock. */
  readonly bookedAt: string;
  readonly lines: readonly LedgerLine[];
  readonly details?: Readonly<Record<string, string>>;
}

/** A booked voucher; `sequence` runs over all ERPs from 1. */
export interface LedgerVoucher extends NewLedgerVoucher {
  readonly sequence: number;
}
