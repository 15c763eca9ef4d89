import {
  type DeliveryIntent,
  type DeliveryStatus,
  type DueEntry,
  type EntryOutcome,
  type ExpenseRecordJson,
  parseCalendarDate,
  parseExpenseRecord,
  parseVoucherReference,
} from '@bilag/core';
import { errorCodeOf, recallReasonOf, stateOf } from './stored-words.ts';

/** An outbox entry with its record, as `readDue` gives it. `bigint` columns arrive as text. */
export interface DueRow {
  readonly sequence: string;
  readonly record_id: string;
  readonly reference: string;
  readonly state: string;
  readonly attempts: number;
  readonly failures: number;
  readonly look_ups: number;
  readonly in_doubt: boolean;
  readonly ever_in_doubt: boolean;
  readonly batch_limit: number | null;
  readonly batch_key: string | null;
  readonly erp_reference: string | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly failure_field: string | null;
  readonly sent_mapping_version: number | null;
  readonly sent_at: Date | string | null;
  readonly content: ExpenseRecordJson;
  readonly traceparent: string | null;
  readonly stored_since_ms: number;
  readonly fresh: boolean;
  readonly due_since_ms: number;
  readonly sent_elsewhere: boolean;
  readonly config_version: number;
  readonly credential_version: number;
  readonly reverses: string | null;
  readonly recalled: string | null;
  readonly reversed_mapping_version: number | null;
  readonly reversed_elsewhere: boolean;
  readonly reversed_date: string | null;
}

/** A row as a domain value. */
export function dueEntryOf(organizationId: string, row: DueRow): DueEntry {
  return {
    entry: {
      organizationId,
      sequence: BigInt(row.sequence),
      recordId: row.record_id,
      reference: parseVoucherReference(row.reference),
      state: stateOf(row.state),
      dueInMs: 0,
      attempts: row.attempts,
      failures: row.failures,
      lookUps: row.look_ups,
      inDoubt: row.in_doubt,
      everInDoubt: row.ever_in_doubt,
      batchLimit: row.batch_limit,
      batchKey: row.batch_key,
      erpReference: row.erp_reference,
      failure: failureOf(row),
      reverses: row.reverses === null ? null : parseVoucherReference(row.reverses),
      recalled: row.recalled === null ? null : recallReasonOf(row.recalled),
    },
    record: parseExpenseRecord(organizationId, row.content),
    sentMappingVersion: row.sent_mapping_version,
    sentAt: row.sent_at === null ? null : new Date(row.sent_at),
    sentElsewhere: row.sent_elsewhere,
    readUnder: { configVersion: row.config_version, credentialVersion: row.credential_version },
    ...(row.reverses === null ? {} : { reversed: reversedOf(row) }),
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
    fresh: row.fresh,
    storedSinceMs: row.stored_since_ms,
    dueSinceMs: row.due_since_ms,
  };
}

function reversedOf({
  reversed_mapping_version: mappingVersion,
  reversed_elsewhere: sentElsewhere,
  reversed_date: date,
}: DueRow) {
  return { mappingVersion, sentElsewhere, postingDate: date === null ? null : parseCalendarDate(date) };
}

function failureOf({ failure_code: code, failure_message: message, failure_field: field }: DueRow) {
  if (code === null) return null;
  return { code: errorCodeOf(code), message: message ?? '', ...(field === null ? {} : { field }) };
}

/** An intent as the statements take it. */
export function intentChange(intent: DeliveryIntent) {
  const { payload, payloadHash, batchKey, configVersion, credentialVersion, mappingVersion, postingDate } = intent;
  return {
    sequence: String(intent.entry.sequence),
    from_state: intent.entry.state,
    ...statusChange(intent.next),
    payload,
    payload_hash: payloadHash,
    batch_key: batchKey,
    config_version: configVersion,
    credential_version: credentialVersion,
    mapping_version: mappingVersion,
    settling_ms: intent.settlingMs,
    posting_date: postingDate,
    total_minor: String(intent.totalMinor),
  };
}

/** An outcome as the statements take it. */
export function outcomeChange({ entry, next, log }: EntryOutcome) {
  const step = log === null ? {} : { action: log.action, result: log.result };
  return {
    sequence: String(entry.sequence),
    ...statusChange(next),
    ...step,
    log_code: log?.errorCode ?? null,
    log_message: storable(log?.message ?? null),
    ...(log?.reply === undefined ? {} : { log_detail: { reply: { ...log.reply, body: storable(log.reply.body) } } }),
  };
}

function statusChange(next: DeliveryStatus) {
  return {
    state: next.state,
    due_in_ms: next.dueInMs,
    attempts: next.attempts,
    failures: next.failures,
    look_ups: next.lookUps,
    in_doubt: next.inDoubt,
    ever_in_doubt: next.everInDoubt,
    batch_limit: next.batchLimit,
    erp_reference: storable(next.erpReference),
    failure_code: next.failure?.code ?? null,
    failure_message: storable(next.failure?.message ?? null),
    failure_field: storable(next.failure?.field ?? null),
  };
}

/** A text of somebody else's as PostgreSQL can hold it: an outcome that cannot be written would be looked for again and again. */
export function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\u0000', '').toWellFormed();
}
