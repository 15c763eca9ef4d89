import type { EntryFailure } from '../domain/outbox-entry.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { CallContext } from './call-context.ts';

/** The voucher that a receipt belongs to, as the ERP took it. */
export interface ReceiptVoucher {
  readonly reference: VoucherReference;
  /** The `batchKey` of its last call. */
  readonly batchKey: string | null;
  readonly erpReference: string | null;
  /** `accepted` while it waits in the ERP to be booked. */
  readonly state: 'accepted' | 'synced';
}

/** Which receipt: its voucher and its place among the voucher's receipts, from 1 on; the same for ever. */
export interface ReceiptKey {
  readonly voucher: ReceiptVoucher;
  readonly position: number;
  /** How it is called in the ERP: made of reference and position, with the ending of its kind, so that it is found again. At most 60 characters. */
  readonly fileName: string;
}

/** One file to be attached to a voucher. */
export interface ReceiptFile extends ReceiptKey {
  /** Such as `application/pdf`. */
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** What became of one receipt. */
export type AttachOutcome =
  | { readonly kind: 'attached' }
  /** A definite no that only data or settings can change. */
  | { readonly kind: 'rejected'; readonly failure: EntryFailure }
  /** Definitely not attached; may work later, such as once the voucher is booked. */
  | { readonly kind: 'retry'; readonly failure: EntryFailure; readonly afterMs?: number }
  /** It may be attached. */
  | { readonly kind: 'unknown'; readonly failure: EntryFailure };

/** Whether the ERP has a receipt. */
export type FindReceiptOutcome =
  | { readonly kind: 'attached' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'cannot-tell'; readonly failure: EntryFailure };

/** Where an ERP takes files. They come after the voucher and never change it. */
export interface ReceiptDesk {
  /** Larger files are refused before anything is sent. */
  readonly maxBytes: number;
  /** Sends the file once; never throws for an outcome. */
  attach(receipt: ReceiptFile, context: CallContext): Promise<AttachOutcome>;
  /** Never throws for an outcome. */
  find(receipt: ReceiptKey, context: CallContext): Promise<FindReceiptOutcome>;
}
