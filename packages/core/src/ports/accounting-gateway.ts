import type { CalendarDate } from '../domain/calendar-date.ts';
import type { DimensionValue, LedgerAccount, MasterData } from '../domain/master-data.ts';
import type { EntryFailure } from '../domain/outbox-entry.ts';
import type { Voucher } from '../domain/voucher.ts';
import type { FoundLine } from '../domain/voucher-comparison.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { CallContext } from './call-context.ts';
import type { ReceiptDesk } from './receipt-desk.ts';

/** What a connector says of the ERP behind it. */
export interface GatewayTraits {
  /** How a double booking is prevented. Both of our ERPs deduplicate nothing: `look-up`. */
  readonly duplicateGuard: 'idempotency-key' | 'unique-reference' | 'look-up';
  /** The longest time one `postVouchers` may take, in milliseconds. Its requests are aborted at that deadline. */
  readonly longestOperationMs: number;
  /**
   * The longest time one `findVouchers` may take, in milliseconds: all of its requests one after the other, each within its own time limit, and what it waits
   * between them. Its requests are aborted at that deadline, and nothing is known then. The organization's lane is held for so long when the ERP hangs, or when
   * the worker is killed meanwhile, so more than a quarter of an hour counts as that.
   */
  readonly longestLookUpMs: number;
  /** After this time from the intent on, what a call did is done and visible to a look-up. In milliseconds. */
  readonly settlingMs: number;
  /** How often to ask whether an accepted voucher has been booked, in milliseconds; it is asked less often, the longer it has waited (`pollAfterMs`). */
  readonly bookingPollMs: number;
  /** Most vouchers and most journal lines in one `postVouchers`. A voucher is never split. */
  readonly maxVouchersPerCall: number;
  readonly maxLinesPerCall: number;
  /** Most references in one `findVouchers`. */
  readonly maxReferencesPerLookUp: number;
  /** The shortest time between two readings of the master data that are not asked for by a person, in milliseconds. */
  readonly masterDataRestMs: number;
  /** What the ERP's contract includes in a calendar month; absent where nothing is counted. */
  readonly monthlyAllowance?: MonthlyAllowance;
}

/** Requests, and megabytes (10⁶ bytes) of their bodies. */
export interface MonthlyAllowance {
  readonly requests: number;
  readonly megabytesUp: number;
  readonly megabytesDown: number;
}

/** The bytes that will be sent for one voucher; the call wraps them in a fixed envelope and changes nothing inside. */
export interface RenderedVoucher {
  readonly reference: VoucherReference;
  readonly voucher: Voucher;
  /** JSON text, verbatim part of the request. */
  readonly payload: string;
}

/** Bounds of one posting call. */
export interface PostContext extends CallContext {
  /** Derived from the batch's references; names what the connector creates for the batch, such as a journal. */
  readonly batchKey: string;
}

/** What became of one voucher, matched by reference. */
export type PostOutcome =
  | { readonly kind: 'booked'; readonly erpReference: string }
  /** Taken, not yet booked: an import queue, a staged journal. */
  | { readonly kind: 'accepted'; readonly erpReference: string }
  /** A definite no that only data or settings can change; nothing was stored. */
  | { readonly kind: 'rejected'; readonly failure: EntryFailure }
  /** Definitely not applied; may work later. */
  | { readonly kind: 'retry'; readonly failure: EntryFailure; readonly afterMs?: number }
  /** It may be booked. */
  | { readonly kind: 'unknown'; readonly failure: EntryFailure };

/** Bounds of one look-up. */
export interface FindContext extends CallContext {
  /**
   * Send nothing that could change anything: what a half-done call left behind stays where it is, and settles nothing. Without it a connector may remove that,
   * or repeat a request that its ERP is known to answer without booking again.
   */
  readonly readsOnly?: boolean;
  /**
   * The payloads of the last calls of vouchers that are not asked for, are in doubt, and were sent in the same calls as those that are: for a connector that keeps
   * what came in one call together, such as in a journal, to tell whether all of that is as it was sent. Absent where there are none.
   */
  readonly sentAlong?: ReadonlyMap<VoucherReference, string>;
}

/** One voucher to look up. */
export interface VoucherQuery {
  readonly reference: VoucherReference;
  /** The `batchKey` of its last call, if it was ever sent. */
  readonly batchKey: string | null;
  /**
   * When its last call began, by the database's clock. What earlier calls did was looked up and surely absent before that one, so nothing under this
   * reference is older, clocks' differences aside. Absent when it was never sent, or when that is not known.
   */
  readonly sentAt?: Date;
  /** What the ERP answered to its last call, or to a look-up since; absent while it has answered nothing. */
  readonly erpReference?: string;
  /**
   * The payload of its last call, where the caller still has it: for an ERP that shows no lines, but tells whether what it has is equal, and for what a
   * comparison of lines does not show, such as the posting date. Told of vouchers that are not accepted, and of all where an `idempotency-key` guards.
   */
  readonly sentPayload?: string;
}

/** What the ERP has under a reference. */
export type FindOutcome =
  /** `copies` counts how often it was booked; above one is a doubled voucher. */
  | {
      readonly kind: 'booked';
      readonly erpReference: string;
      readonly copies: number;
      readonly lines: readonly FoundLine[];
      /** The ERP shows no lines to a look-up that only reads: `lines` is empty and says nothing. */
      readonly linesHidden?: true;
    }
  /** Waiting in the ERP to be booked. `lines` is empty where they cannot be read before that, else complete. */
  | {
      readonly kind: 'accepted';
      readonly erpReference: string;
      readonly copies: number;
      readonly lines: readonly FoundLine[];
    }
  /** It lies in the ERP with an error that somebody has to mend there. */
  | { readonly kind: 'rejected'; readonly failure: EntryFailure }
  /** Surely absent everywhere it could be. Before saying so the connector removes what a half-done call left behind. */
  | { readonly kind: 'absent' }
  /** The ERP answered, but the answer does not settle it. */
  | { readonly kind: 'cannot-tell'; readonly failure: EntryFailure }
  /** The ERP could not be asked. */
  | { readonly kind: 'unavailable'; readonly failure: EntryFailure; readonly afterMs?: number };

/** Posting dates, both included. */
export interface DateRange {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** A booking in the ledger, whoever made it. */
export interface LedgerBooking {
  /** The ERP's own name of this booking. */
  readonly erpReference: string;
  readonly postingDate: CalendarDate;
  /** The sum of its debit lines, in minor units of the ledger's currency. */
  readonly debitMinor: bigint;
}

/** A booking whose reference has the form of ours. */
export interface ListedVoucher extends LedgerBooking {
  readonly reference: VoucherReference;
}

/** Which ledger the credentials open; pinned at the connection test. */
export interface LedgerIdentity {
  /** One for each ledger that there is, and so with the place where it is kept: a demo that is a copy of the live system has the same ids inside. */
  readonly id: string;
  readonly name: string;
}

/** What a successful connection test saw. */
export interface ConnectionReport {
  readonly ledger: LedgerIdentity;
  readonly ledgerAccounts: readonly LedgerAccount[];
  readonly costCenters: readonly Pick<DimensionValue, 'code' | 'name'>[];
}

/** The only door to an ERP. Every connector, and the fake, passes `accountingGatewayContract`. */
export interface AccountingGateway {
  readonly traits: GatewayTraits;
  /**
   * Signs in and reads what the mapping needs; writes nothing.
   * @throws {SyncError} naming what is wrong: credentials, permission, network or the wrong ledger.
   */
  testConnection(context: CallContext): Promise<ConnectionReport>;
  /**
   * Reads everything that vouchers may point at, list by list to the end; writes nothing.
   * @throws {SyncError} when one of them could not be read.
   */
  readMasterData(context: CallContext): Promise<MasterData>;
  /**
   * The exact bytes for one voucher; pure, equal for equal vouchers.
   * @throws {SyncError} when the ERP cannot hold the voucher, such as `VOUCHER_TOO_LARGE`.
   */
  render(voucher: Voucher): RenderedVoucher;
  /**
   * Sends each voucher once, and repeats no write by itself. Answers per voucher, by reference; one that is missing in the answer
   * counts as unknown. Does not look for earlier bookings. Never throws for an outcome.
   */
  postVouchers(
    vouchers: readonly RenderedVoucher[],
    context: PostContext,
  ): Promise<ReadonlyMap<VoucherReference, PostOutcome>>;
  /**
   * What the ERP has under each reference, and so also whether what it accepted has been booked; one that is missing in the answer counts as
   * cannot-tell. Never throws for an outcome.
   */
  findVouchers(
    queries: readonly VoucherQuery[],
    context: FindContext,
  ): Promise<ReadonlyMap<VoucherReference, FindOutcome>>;
  /**
   * Every booking in the ledger with a reference of our form and a posting date in the range, one item for each, so far as the ERP tells them apart; reads only.
   * Absent where the ERP has no such list.
   * @throws {SyncError} when the list could not be read to its end; `ERP_REFUSED` when this ERP cannot be asked for it.
   */
  listReferences?(range: DateRange, context: CallContext): Promise<readonly ListedVoucher[]>;
  /**
   * What the ledger has booked under a number of its own, as a person reads it there, one item for each booking; reads only. The number is the person's text:
   * one that the ERP could not have given is one under which there is nothing. Absent where the ERP cannot be asked for a number.
   * @throws {SyncError} when not everything could be read; `ERP_REFUSED` when this ERP cannot be asked for it.
   */
  findByNumber?(voucherNumber: string, context: CallContext): Promise<readonly LedgerBooking[]>;
  /** Where the ERP takes files; absent where it takes none. */
  readonly receipts?: ReceiptDesk;
  /** Gives back sockets and timers. */
  close(): Promise<void>;
}
