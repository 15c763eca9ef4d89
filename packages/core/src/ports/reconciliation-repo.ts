import type { LedgerMonth } from '../domain/ledger-month.ts';
import type { Currency } from '../domain/money.ts';
import type { ReconciliationFinding, ReconciliationStatement } from '../domain/reconciliation.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { ReconciliationState } from './reconciliation-store.ts';

/** A reconciliation as people see it. */
export interface StoredReconciliation {
  readonly reconciliationId: string;
  /** `YYYY-MM` */
  readonly month: string;
  readonly state: ReconciliationState;
  readonly currency: Currency;
  readonly requestedAt: Date;
  readonly requestedBy: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Vouchers looked at, and about how many there are; `null` before it has begun. */
  readonly checked: number;
  readonly total: number | null;
  /** `null` unless it was read to the end. */
  readonly statement: ReconciliationStatement | null;
  readonly extrasUnlisted: string | null;
  readonly failure: { readonly code: ErrorCode; readonly message: string } | null;
}

/** A finding at its place among those of its reconciliation. */
export interface StoredFinding extends ReconciliationFinding {
  readonly position: number;
}

/** Reconciliations for requests. */
export interface ReconciliationRepo {
  /** Asks for one; a worker takes it over. @returns `undefined` while one of the month waits or runs. */
  request(organizationId: string, period: LedgerMonth, actor: string): Promise<StoredReconciliation | undefined>;
  find(organizationId: string, reconciliationId: string): Promise<StoredReconciliation | undefined>;
  /** Newest first, after one of them, of one month or of all. */
  list(
    organizationId: string,
    query: { readonly limit: number; readonly after?: string; readonly month?: string },
  ): Promise<readonly StoredReconciliation[]>;
  /** Its findings in order, after a position. */
  findings(
    organizationId: string,
    reconciliationId: string,
    query: { readonly limit: number; readonly after: number },
  ): Promise<readonly StoredFinding[]>;
}

/** Asks for reconciliations at night. */
export interface NightlyReconciliations {
  /**
   * Asks for one of each month for every organization with an enabled connector; each only once a night, however many processes ask.
   * @returns how many were asked for by this call.
   */
  request(periods: readonly LedgerMonth[]): Promise<number>;
}
