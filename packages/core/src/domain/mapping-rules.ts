import type { PayeeType } from './expense-record.ts';
import type { DimensionValues } from './journal-line.ts';

/** What becomes of a line of one expense type: booked, handed to payroll, or left out. */
export type ExpenseTypeRule = PostRule | { readonly treatment: 'payroll' } | { readonly treatment: 'exclude' };

/** How a line of one expense type is booked. */
export interface PostRule {
  readonly treatment: 'post';
  readonly ledgerAccount: string;
  readonly taxCode?: string;
  /** Overrides the line's own cost center. */
  readonly costCenter?: string;
  /** Values on the other axes that hold whatever the line says, such as one project for all honoraria. */
  readonly dimensions?: DimensionValues;
}

/** The credit side for one kind of payee. */
export interface CreditRule {
  readonly ledgerAccount: string;
  /** Put the payee's id into the subledger of the credit line. */
  readonly subledger?: boolean;
  readonly dimensions?: DimensionValues;
}

/** An organization's choice of ledger accounts and dimension values. A version never changes once it is saved. */
export interface FieldMapping {
  readonly version: number;
  readonly expenseTypes: Readonly<Record<string, ExpenseTypeRule>>;
  readonly credit: Readonly<Partial<Record<PayeeType, CreditRule>>>;
  /** The approving app's cost center to the ERP's; one that is not listed is used as it is. */
  readonly costCenters?: Readonly<Record<string, string>>;
  readonly projects?: Readonly<Record<string, string>>;
  /** For lines that name no cost center. */
  readonly defaultCostCenter?: string;
  /** Which date the voucher counts on. The approval date is taken in Norwegian time. */
  readonly postingDate: 'expense-date' | 'approval-date';
  /** What becomes of a voucher whose posting date lies in a closed period; it fails unless the mapping says otherwise. */
  readonly closedPeriod?: 'fail' | 'next-open-period';
}

/** The expense types that every organization knows, mapped or not. */
export const standardExpenseTypes = ['mileage', 'toll', 'parking', 'public_transport', 'honorarium'] as const;
