import type { Attachment } from '../domain/attachment.ts';
import type { ExpenseRecord } from '../domain/expense-record.ts';
import type { OutboxState } from '../domain/outbox-entry.ts';
import type { ReceiptState } from '../domain/receipt.ts';
import type { VoucherReference } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

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
  /** When Bilag was told that the approval no longer stands; `null` while it does, or when a later revision took its place. */
  readonly withdrawnAt: Date | null;
  /** `null` when nothing takes its voucher back. */
  readonly reversal: StoredReversal | null;
  /** Where its voucher was last sent: the connector's name and the ledger's id; absent while it was not, or where that is not known. */
  readonly sentTo?: string;
  /** The trace that its attempts are part of, as 32 hexadecimal digits; absent where there is none. */
  readonly traceId?: string;
}

/** Which records to list, newest first. */
export interface RecordListQuery {
  readonly limit: number;
  readonly state?: OutboxState;
  /** Only those whose voucher, or the one that takes it back, failed: refused, held for a decision, or waiting out a backoff. */
  readonly isFailed?: boolean;
  /** Only the record of this source id. */
  readonly sourceId?: string;
  /** Only those whose voucher, or the one that takes it back, is not finished and last failed with this code. */
  readonly code?: string;
  /** Continue after this record id (keyset). */
  readonly after?: string;
}

/** Reads records; another organization's are never visible. */
export interface RecordRepo {
  find(organizationId: string, recordId: string): Promise<StoredRecord | undefined>;
  /** Those that exist, by record id; in one look. */
  findAll(organizationId: string, recordIds: readonly string[]): Promise<ReadonlyMap<string, StoredRecord>>;
  /** At most `limit`, newest first; fewer means the end. */
  list(organizationId: string, query: RecordListQuery): Promise<readonly StoredRecord[]>;
}
