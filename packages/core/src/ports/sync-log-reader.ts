import { findingKinds } from '../domain/reconciliation.ts';
import type { RecordKind } from '../domain/voucher-reference.ts';
import type { ErrorCode } from '../errors/error-codes.ts';

/** What began the step that an entry tells of. */
export const logTriggers = ['automatic', 'scheduled', 'manual'] as const;
/** @see logTriggers */
export type LogTrigger = (typeof logTriggers)[number];

/** Everything that an entry can tell of. A part of Bilag that tells of something new adds its word here. */
export const logActions = [
  'attempt',
  'look-up',
  'status',
  'mapping',
  'recall',
  'undo',
  'withdrawal',
  'reversal',
  'receipt',
  'retry',
  'posted',
  'ignore',
  'not-booked',
  'sync-requested',
  'sync-ended',
  'connector-enabled',
  'connector-disabled',
  'integration-saved',
  'connection-tested',
  'mapping-saved',
  'mapping-checked',
  'reconciled',
  'reconciliation-finding',
  'organization-created',
  'organization-renamed',
  'alert-settings-saved',
  'alert-acknowledged',
  'webhook-endpoint-saved',
  'webhook-endpoint-removed',
  'webhook-endpoint-disabled',
  'webhook-secret-replaced',
  'webhook-test',
  'texts-erased',
  'sending-held',
  'sending-released',
  'key-rotated',
  'key-adopted',
] as const;
/** @see logActions */
export type LogAction = (typeof logActions)[number];

/** Everything that can have become of it; a finding of a reconciliation is its own result. */
export const logResults = [
  'succeeded',
  'accepted',
  'retrying',
  'failed',
  'in-doubt',
  'held',
  'nothing-to-post',
  'cancelled',
  'requested',
  'recalled',
  'reversal-owed',
  ...findingKinds,
] as const;

/** An entry of the sync log. */
export interface SyncLogEntry {
  readonly organizationId: string;
  /** A number, growing within the organization; as digits, because it may be larger than a JavaScript number is exact. */
  readonly logId: string;
  readonly at: Date;
  /** Subject of a token, or the part of Bilag that did it by itself. */
  readonly actor: string;
  readonly action: string;
  readonly result: string;
  readonly trigger: LogTrigger;
  readonly runId: string | null;
  /** The entry that this one happened because of, such as the retry that was asked for. */
  readonly refersTo: string | null;
  readonly record: {
    readonly recordId: string;
    readonly kind: RecordKind;
    readonly sourceId: string;
    readonly reference: string;
  } | null;
  /** Of the voucher that it is about: the record's own, or the one that takes it back. */
  readonly reference: string | null;
  /** Whether that is the one that takes the record's voucher back. */
  readonly isReversal: boolean;
  readonly attempt: number | null;
  readonly errorCode: ErrorCode | null;
  readonly message: string | null;
}

/** An entry with all that is kept of it. */
export interface SyncLogDetail extends SyncLogEntry {
  /** The accounting system that it went to, or that was switched. */
  readonly connector: string | null;
  /** What was handed over, for an entry that tells of a call. */
  readonly sent: {
    readonly payload: string;
    readonly payloadHash: string;
    readonly configVersion: number;
    readonly credentialVersion: number;
    readonly mappingVersion: number;
    readonly openedAt: Date;
  } | null;
  /** What the accounting system answered, when the answer was worth keeping. */
  readonly reply: { readonly status: number; readonly body: string } | null;
  /** What else the entry says, such as the number of records of a sync. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** How the log is narrowed. */
export interface SyncLogFilter {
  /** First and last calendar date in Norway, `YYYY-MM-DD`, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly result?: string;
  readonly kind?: RecordKind;
  readonly action?: string;
  readonly trigger?: LogTrigger;
  readonly recordId?: string;
  readonly actor?: string;
}

/** Which entries to list, newest first. */
export interface SyncLogQuery extends SyncLogFilter {
  readonly limit: number;
  /** Only older ones than this entry. */
  readonly after?: string;
}

/** Reads the sync log of one organization; another one's is never visible. */
export interface SyncLogReader {
  find(organizationId: string, logId: string): Promise<SyncLogDetail | undefined>;
  /** At most `limit`; fewer means the end. */
  list(organizationId: string, query: SyncLogQuery): Promise<readonly SyncLogEntry[]>;
  /** Those of every organization, or of one, for administrators of the platform. */
  listAll(query: SyncLogQuery & { readonly organizationId?: string }): Promise<readonly SyncLogEntry[]>;
}
