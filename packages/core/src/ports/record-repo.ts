import type { Attachment } from '../domain/attachment.ts';
import type { CalendarDate } from '../domain/calendar-date.ts';
import type { ExpenseRecord } from '../domain/expense-record.ts';
import type { OutboxState } from '../domain/outbox-entry.ts';
import type { ReceiptState } from '../domain/receipt.ts';
import type { RecordKind, VoucherReference } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { Withdrawal } from './revision-store.ts';

/** How far a record has come, as people see it. */
export interface RecordProgress {
  readonly state: OutboxState;
  readonly attempts: number;
  readonly erpReference: string | null;
  readonly failure: { readonly code: ErrorCode; readonly message: string; readonly field: string | null } | null;
  /** When the engine looks at it again; `null` when it is due now or never. */
  readonly nextAttemptAt: Date | null;
  readonly updatedAt: Date;
}

/** How far one receipt of a record has come. */
export interface StoredReceipt {
  /** From 1 on, in the order of the record's attachments. */
  readonly position: number;
  readonly attachment: Attachment;
  readonly state: ReceiptState;
  readonly failure: RecordProgress['failure'];
  readonly attachedAt: Date | null;
}

/** The voucher that takes back a record's booked voucher, and how far it has come. */
export interface StoredReversal {
  readonly reference: VoucherReference;
  readonly voucherNumber: number;
  readonly state: OutboxState;
  readonly erpReference: string | null;
  readonly failure: RecordProgress['failure'];
}

/** A record with its voucher reference and progress. */
export interface StoredRecord {
  readonly recordId: string;
  readonly reference: VoucherReference;
  readonly voucherNumber: number;
  readonly record: ExpenseRecord;
  readonly receivedAt: Date;
  readonly progress: RecordProgress;
  /** In order of position. */
  readonly receipts: readonly StoredReceipt[];
  /** When its approval was withdrawn, by whom in the approving app and why; `null` while it stands, or when a later revision took its place. */
  readonly withdrawal: Omit<Withdrawal, 'recordId'> | null;
  /** `null` when nothing takes its voucher back. */
  readonly reversal: StoredReversal | null;
  /** Where its voucher was last sent: the connector's name and the ledger's id; absent while it was not, or where that is not known. */
  readonly sentTo?: string;
  /** The trace that its attempts are part of, as 32 hexadecimal digits; absent where there is none. */
  readonly traceId?: string;
}

/** A record's voucher as Bilag last sent it. */
export interface SentVoucher {
  readonly connector: string;
  readonly mappingVersion: number;
  readonly postingDate: CalendarDate;
  /** Word for word, or what is left of it once its time is over. */
  readonly payload: string;
  /** SHA-256 of what was sent. */
  readonly payloadHash: string;
}

/** Which records to list, newest first. */
export interface RecordListQuery {
  readonly limit: number;
  readonly state?: OutboxState;
  /** Only those whose voucher, or the one that takes it back, failed: refused, held for a decision, or waiting out a backoff. */
  readonly isFailed?: boolean;
  /** Only the records of this source id. */
  readonly sourceId?: string;
  readonly kind?: RecordKind;
  /**
   * Only those that people mean by this: whose source id begins with it, in whatever case; or whose voucher, or the one that takes it back, has it as its reference,
   * its voucher number or its name in the ERP.
   */
  readonly search?: string;
  /** Only those with a receipt that could not be attached. */
  readonly hasFailedReceipt?: boolean;
  /** Only those whose voucher, or the one that takes it back, is not finished and last failed with this code. */
  readonly code?: string;
  /** Continue after this record id (keyset). */
  readonly after?: string;
}

/** Reads records; another organization's are never visible. */
export interface RecordRepo {
  find(organizationId: string, recordId: string): Promise<StoredRecord | undefined>;
  /** What was last sent for a record; `undefined` when nothing was, or when a person has booked it without Bilag. */
  sentVoucher(organizationId: string, recordId: string): Promise<SentVoucher | undefined>;
  /** Those that exist, by record id; in one look. */
  findAll(organizationId: string, recordIds: readonly string[]): Promise<ReadonlyMap<string, StoredRecord>>;
  /** At most `limit`, newest first; fewer means the end. */
  list(organizationId: string, query: RecordListQuery): Promise<readonly StoredRecord[]>;
}
