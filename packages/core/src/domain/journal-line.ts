import type { Money } from './money.ts';

/** Which rule of which mapping version made a journal line, for whoever asks why it is there. */
export interface MappingRule {
  readonly mappingVersion: number;
  /** The path of the rule in the mapping, such as `expenseTypes.mileage`. */
  readonly path: string;
}

/** Values on the axes of analysis, by our name of the axis: `costCenter`, `project`, or one that the organization adds. */
export type DimensionValues = Readonly<Record<string, string>>;

/** One debit (positive) or credit (negative) on one ledger account. */
export interface JournalLine {
  readonly ledgerAccount: string;
  readonly amount: Money;
  readonly dimensions: DimensionValues;
  /** Where a value comes from that {@link rule} does not fix itself, by axis: a path in the mapping, or one in the record such as `lines[0].costCenter`. */
  readonly origins?: Readonly<Record<string, string>>;
  /** The ERP's VAT code; without one the ERP splits nothing. */
  readonly taxCode?: string;
  /** The payee's account in the subledger, on the credit line of organizations that keep one per person. */
  readonly subledger?: string;
  readonly text: string;
  readonly rule: MappingRule;
}
