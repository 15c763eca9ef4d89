import type { FinanceClient } from './finance-client.ts';
import type { PlannedVoucher } from './finance-mapping.ts';
import type { FinanceSettings } from './finance-settings.ts';
import type { Journals } from './journals.ts';

/** One company's books and the way to them. */
export interface Books {
  readonly settings: FinanceSettings;
  readonly client: FinanceClient;
  readonly journals: Journals;
}

/** A batch on its way into its journal. */
export interface Delivery {
  readonly batch: readonly PlannedVoucher[];
  /** The batch's own name, which its journal carries. */
  readonly key: string;
  readonly books: Books;
  /** What no log may show: secrets and the codes of payees. */
  readonly hidden: () => readonly string[];
  readonly signal: AbortSignal;
}
