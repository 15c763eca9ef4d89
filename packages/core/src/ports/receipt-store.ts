import type { Attachment } from '../domain/attachment.ts';
import type { ErpReply } from '../domain/outbox-entry.ts';
import type { ReceiptStatus } from '../domain/receipt.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { LeasedLane, SendGrant } from './outbox-store.ts';
import type { ReceiptVoucher } from './receipt-desk.ts';

/** A receipt that is due, with its voucher, which the ERP has accepted or booked. */
export interface DueReceipt {
  readonly organizationId: string;
  readonly recordId: string;
  /** From 1 on, in the order of the record's attachments. */
  readonly position: number;
  readonly attachment: Attachment;
  /** Where the approving app serves the file. Often a secret in itself: for no log and no answer. */
  readonly url: string;
  /** Grows when an approval that is sent again renews the address. */
  readonly urlVersion: number;
  readonly voucher: ReceiptVoucher;
  /** The voucher lies in other books than those connected now. */
  readonly isElsewhere: boolean;
  readonly status: ReceiptStatus;
}

/** The intent to send one receipt, and the configuration it is made with. */
export interface ReceiptIntent {
  readonly receipt: DueReceipt;
  readonly next: ReceiptStatus;
  readonly configVersion: number;
  readonly credentialVersion: number;
  /** How long after the intent everything that the call did has come to light, in milliseconds: of the books that it goes to. Never before the call must have ended. */
  readonly settlingMs: number;
}

/** What the sync log says of one step, under the action `receipt`. */
export interface ReceiptLog {
  readonly step: 'fetch' | 'attempt' | 'look-up';
  readonly result: 'succeeded' | 'retrying' | 'failed' | 'in-doubt';
  readonly errorCode: ErrorCode | null;
  readonly message: string | null;
  readonly reply?: ErpReply;
}

/** What became of one receipt. `receipt` is as it was read, or as the intent left it. */
export interface ReceiptOutcome {
  readonly receipt: DueReceipt;
  readonly next: ReceiptStatus;
  readonly log: ReceiptLog;
}

/**
 * Receipts on their way. They are stored with their approval, become due when their voucher is accepted or booked, and wait without cost while it is not.
 * Every write is fenced by the lane, as in the outbox, and none touches an outbox entry. All instants are the store's.
 */
export interface ReceiptStore {
  /**
   * Receipts that are due, the longest waiting first. What an earlier owner left in `sending` becomes `unknown`, due when the settling time of its intent
   * is over as if it were sent now: the database's clock may have been put forward.
   * @returns `undefined` when the lane is no longer ours.
   */
  readDue(lane: LeasedLane, limit: number): Promise<readonly DueReceipt[] | undefined>;
  /**
   * Commits the intent and extends the lease past the call, in one transaction. The first byte may be sent only after it returned a grant.
   * @returns `undefined` when the lane is no longer ours, its lease has run out, the integration is not as it was, or the receipt is not as it was read.
   */
  openAttempt(lane: LeasedLane, intent: ReceiptIntent, operationMs: number): Promise<SendGrant | undefined>;
  /**
   * Records an outcome with its sync-log entry in one transaction. The address is forgotten once nothing more will be fetched. A fetch that failed
   * with an address that was renewed meanwhile is tried again at once instead.
   * @returns `false` when the lane is no longer ours: nothing was written.
   */
  recordOutcome(lane: LeasedLane, outcome: ReceiptOutcome): Promise<boolean>;
  /** Leaves all the organization's receipts alone for so long, in milliseconds. Harmless when the lane is no longer ours. */
  rest(lane: LeasedLane, ms: number): Promise<void>;
}
