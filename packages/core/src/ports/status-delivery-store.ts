import type { AttachmentMediaType } from '../domain/attachment.ts';
import type { ReceiptState } from '../domain/receipt.ts';
import type { StatusMessageType } from '../domain/status-event.ts';
import type { RecordKind, VoucherReference } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { EndpointFault } from './webhook-endpoint-store.ts';

/** The record that a message is about: ids, how far it has come, and nothing of a person. */
export interface StatusSubject {
  readonly recordId: string;
  readonly kind: RecordKind;
  readonly sourceId: string;
  readonly revision: number;
  /** Which of the record’s vouchers: its own, or the one that takes it back. */
  readonly of: 'voucher' | 'reversal';
  readonly reference: string;
  /** The accounting system’s own name of what is booked; `null` for everything else. */
  readonly erpReference: string | null;
  readonly errorCode: string | null;
  /** The entry of the sync log that says the same. */
  readonly logId: string;
  /** Which receipt, where the message is about one. */
  readonly receipt?: SubjectReceipt;
}

/** A receipt that a message is about. What the approving app called the file may name a person, and is no part of it. */
export interface SubjectReceipt {
  /** From 1 on, in the order of the record's attachments. */
  readonly position: number;
  readonly mediaType: AttachmentMediaType;
  /** `pending`: it failed and is tried again. */
  readonly state: Extract<ReceiptState, 'attached' | 'failed' | 'pending'>;
  /** Why it failed. */
  readonly code: ErrorCode | null;
  readonly voucher: { readonly reference: VoucherReference; readonly state: 'accepted' | 'synced' };
}

/** A message whose turn it is. */
export interface DueStatusDelivery {
  readonly organizationId: string;
  readonly endpointId: string;
  readonly deliveryId: string;
  readonly type: StatusMessageType;
  readonly occurredAt: Date;
  readonly subject: StatusSubject | null;
  readonly url: string;
  /** What to sign with, the newest first; `unreadable` while the stored ones do not open. */
  readonly secrets: readonly string[] | 'unreadable';
  /** Tries begun, this one included. */
  readonly attempts: number;
  /** How long it has been owed, in milliseconds. */
  readonly ageMs: number;
  /** Tries in a row that the endpoint has failed, this message’s and others’. */
  readonly failures: number;
}

/** How a try ended. `restMs`: how long the endpoint is left alone. */
export type StatusDeliveryResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'again'; readonly message: string; readonly inMs: number; readonly restMs: number }
  | { readonly kind: 'given-up'; readonly message: string; readonly restMs: number; readonly fault?: EndpointFault };

/** The messages that endpoints are owed. */
export interface StatusDeliveryStore {
  /**
   * Owes endpoints what the sync log tells since the last time: each entry once, whoever asks and whenever a process dies. Entries of transactions that an older one
   * is still open beside wait for it.
   * @returns how many entries were read; fewer than `limit` means that there are no more.
   */
  recordEvents(limit: number): Promise<number>;
  /**
   * Takes messages that are due, by the database’s clock, so that no other process tries them within the lease. A worker that dies leaves its messages to the next
   * one after the lease.
   */
  take(options: { readonly limit: number; readonly leaseMs: number }): Promise<readonly DueStatusDelivery[]>;
  /** Records how a try ended, unless a later one has begun. With a fault, or once it has failed for days, the endpoint is switched off. */
  record(delivery: DueStatusDelivery, result: StatusDeliveryResult): Promise<void>;
  /** Forgets messages that ended long ago. */
  forgetOld(): Promise<void>;
}
