import type { CalendarDate } from '../domain/calendar-date.ts';
import type { ExpenseRecord } from '../domain/expense-record.ts';
import type { LedgerMonth } from '../domain/ledger-month.ts';
import type { OutboxState } from '../domain/outbox-entry.ts';
import type { ReconciliationFinding, ReconciliationStatement } from '../domain/reconciliation.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** `waiting` for a worker, being worked on, read to the end, or ended before that. */
export const reconciliationStates = ['waiting', 'running', 'done', 'incomplete'] as const;

/** How far a reconciliation has come. */
export type ReconciliationState = (typeof reconciliationStates)[number];

/** The right to work on one reconciliation, until the lease ends by the database's clock or somebody else takes it over. */
export interface ReconciliationRun {
  readonly organizationId: string;
  readonly reconciliationId: string;
  readonly period: LedgerMonth;
  readonly owner: string;
  /** How often it was begun, this time included; grows with every takeover. */
  readonly attempt: number;
}

/** What the look-ups are made with. Once an administrator has changed it, what was owed before says nothing of the books that are open now. */
export interface ReconciliationBooks {
  readonly configVersion: number;
  readonly credentialVersion: number;
  /** Vouchers that were finished later than so long ago are left out: the ledger may not show them yet. In milliseconds. */
  readonly settlingMs: number;
  /** Whether the payloads of the last attempts are wanted. */
  readonly withPayloads: boolean;
}

/** Where a list of what is owed goes on. */
export interface OwedCursor {
  /** `null` among attempts from before dates were kept. */
  readonly postingDate: CalendarDate | null;
  readonly sequence: bigint;
}

/** A voucher that counts as booked or accepted, as its last attempt made it. */
export interface OwedVoucher {
  readonly sequence: bigint;
  readonly reference: VoucherReference;
  /** The voucher that it takes back; `null` for the voucher of an approval. */
  readonly reverses: VoucherReference | null;
  readonly recordId: string;
  readonly state: 'synced' | 'accepted';
  readonly record: ExpenseRecord;
  readonly mappingVersion: number;
  readonly batchKey: string | null;
  readonly erpReference: string | null;
  /** `null` for attempts from before these were kept. */
  readonly postingDate: CalendarDate | null;
  readonly totalMinor: bigint | null;
  /** It went to other books than those connected now. */
  readonly sentElsewhere: boolean;
  readonly sentPayload?: string;
}

/** Some of what is owed. */
export interface OwedPage {
  readonly vouchers: readonly OwedVoucher[];
  /** `undefined` at the end. */
  readonly next: OwedCursor | undefined;
}

/** What is known of a reference that the ledger lists. */
export interface KnownReference {
  readonly recordId: string;
  /** Whether it is of the voucher that takes the record's own back. */
  readonly isReversal: boolean;
  readonly state: OutboxState;
  /** A look-up precedes its next sending, so that what the ledger has is found. */
  readonly isLookedUp: boolean;
  /** The date that its last attempt was made for; `null` when there was none, or it is not known. */
  readonly postingDate: CalendarDate | null;
}

/** How a reconciliation ended. */
export type ReconciliationEnd =
  | {
      readonly kind: 'done';
      readonly statement: ReconciliationStatement;
      /** Why extra vouchers could not be looked for; `null` when they were. */
      readonly extrasUnlisted: string | null;
    }
  /** Nothing can be concluded from what was not looked at. */
  | { readonly kind: 'incomplete'; readonly failure: { readonly code: ErrorCode; readonly message: string } };

/** Reconciliations as a worker sees them. Every write is fenced: it happens only while the run is still ours. Nothing here touches the outbox. */
export interface ReconciliationStore {
  /** Takes over what waits, at most one of each organization, and what a worker has left; the one that waits longest first. */
  lease(request: {
    readonly owner: string;
    readonly limit: number;
    readonly leaseMs: number;
  }): Promise<readonly ReconciliationRun[]>;
  /** Makes the lease last at least this long from now; `false` when the run is no longer ours. */
  renew(run: ReconciliationRun, leaseMs: number): Promise<boolean>;
  /**
   * What the ledger should have with a posting date in the month, page by page. Of attempts whose date is not kept there may be some of other months.
   * @returns `undefined` when the run is no longer ours, or the organization's connection has been changed.
   */
  owed(
    run: ReconciliationRun,
    books: ReconciliationBooks,
    after: OwedCursor | undefined,
    limit: number,
  ): Promise<OwedPage | undefined>;
  /** What is known of references, whatever their month; one that is not known is missing in the answer. */
  known(
    run: ReconciliationRun,
    references: readonly VoucherReference[],
  ): Promise<ReadonlyMap<VoucherReference, KnownReference>>;
  /** Adds findings, and says how many vouchers have been looked at. @returns `false` when the run is no longer ours. */
  record(
    run: ReconciliationRun,
    progress: { readonly checked: number; readonly findings: readonly ReconciliationFinding[] },
  ): Promise<boolean>;
  /** Ends it, with its entry in the sync log and one for every finding that is new. @returns `false` when the run is no longer ours. */
  finish(run: ReconciliationRun, end: ReconciliationEnd): Promise<boolean>;
  /** Leaves it to the next worker, which begins it afresh. */
  release(run: ReconciliationRun): Promise<void>;
}
