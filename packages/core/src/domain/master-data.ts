import type { CalendarDate } from './calendar-date.ts';

/** A ledger account as the ERP has it. */
export interface LedgerAccount {
  readonly number: string;
  readonly name: string;
  /** Whether a voucher may be posted to it now. */
  readonly postable: boolean;
}

/** A point on an axis, such as a cost center or a project, as the ERP has it. */
export interface DimensionValue {
  readonly code: string;
  readonly name: string;
  /** Whether a voucher may name it, its dates aside. */
  readonly postable: boolean;
  /** The first and last posting date it may be used for; absent without a limit. */
  readonly validFrom?: CalendarDate;
  readonly validTo?: CalendarDate;
}

/** A VAT code of the ERP. */
export interface TaxCode {
  readonly code: string;
  readonly name: string;
  /** As a decimal string, such as `25`; absent where the ERP does not say. */
  readonly percent?: string;
}

/** A person's account in a subledger: its code alone, as names are personal data that nobody here needs. */
export interface PayeeAccount {
  readonly code: string;
  readonly postable: boolean;
}

/** A span of posting dates, both ends included. */
export interface FiscalPeriod {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly open: boolean;
}

/**
 * What vouchers may point at, as the ERP has it now. A list that is left out is one that the ERP does not offer: what it would hold cannot be checked
 * and is left to the ERP. A list that is there is complete.
 */
export interface MasterData {
  readonly ledgerAccounts?: readonly LedgerAccount[];
  /** By our name of the axis, such as `costCenter`. */
  readonly dimensions?: Readonly<Record<string, readonly DimensionValue[]>>;
  readonly taxCodes?: readonly TaxCode[];
  readonly payees?: readonly PayeeAccount[];
  /** A date in no period counts as closed. */
  readonly periods?: readonly FiscalPeriod[];
}
