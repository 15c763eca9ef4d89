import { logTriggers, recordKinds, type SyncLogDetail, type SyncLogEntry } from '@bilag/core';
import { errorCodeOf } from './stored-words.ts';

/** An entry with its record. `bigint` columns arrive as text, instants as milliseconds since 1970. */
export interface EntryRow {
  readonly organization_id: string;
  readonly log_id: string;
  readonly at_ms: string;
  readonly actor: string;
  readonly action: string;
  readonly result: string;
  readonly trigger: string;
  readonly run_id: string | null;
  readonly refers_to: string | null;
  readonly record_id: string | null;
  readonly attempt: number | null;
  readonly error_code: string | null;
  readonly message: string | null;
  readonly kind: string | null;
  readonly source_id: string | null;
  readonly reference: string | null;
  readonly own_reference: string | null;
  readonly is_reversal: boolean;
}

/** An entry with what was sent. */
export interface DetailRow extends EntryRow {
  readonly connector: string | null;
  readonly payload: string | null;
  readonly payload_hash: string | null;
  readonly config_version: number | null;
  readonly credential_version: number | null;
  readonly mapping_version: number | null;
  readonly opened_ms: string | null;
  readonly detail: unknown;
}

/** A row as an entry. @throws when its words are of a newer release. */
export function logEntryOf(row: EntryRow): SyncLogEntry {
  return {
    organizationId: row.organization_id,
    logId: row.log_id,
    at: new Date(Number(row.at_ms)),
    actor: row.actor,
    action: row.action,
    result: row.result,
    trigger: oneOf(logTriggers, row.trigger),
    runId: row.run_id,
    refersTo: row.refers_to,
    record: recordOf(row),
    reference: row.own_reference,
    isReversal: row.is_reversal,
    attempt: row.attempt,
    errorCode: row.error_code === null ? null : errorCodeOf(row.error_code),
    message: row.message,
  };
}

/** A row as an entry with all that is kept of it. */
export function logDetailOf(row: DetailRow): SyncLogDetail {
  const { reply, ...facts } = isObject(row.detail) ? row.detail : {};
  return { ...logEntryOf(row), connector: row.connector, sent: sentOf(row), reply: replyOf(reply), facts };
}

function recordOf({ record_id: recordId, kind, source_id: sourceId, reference }: EntryRow): SyncLogEntry['record'] {
  if (recordId === null || kind === null || sourceId === null || reference === null) return null;
  return { recordId, kind: oneOf(recordKinds, kind), sourceId, reference };
}

function sentOf(row: DetailRow): SyncLogDetail['sent'] {
  const { payload, payload_hash: payloadHash, config_version: configVersion, opened_ms: opened } = row;
  const { credential_version: credentialVersion, mapping_version: mappingVersion } = row;
  if (payload === null || payloadHash === null || opened === null) return null;
  if (configVersion === null || credentialVersion === null || mappingVersion === null) return null;
  const openedAt = new Date(Number(opened));
  return { payload, payloadHash, configVersion, credentialVersion, mappingVersion, openedAt };
}

function replyOf(reply: unknown): SyncLogDetail['reply'] {
  if (!isObject(reply)) return null;
  const { status, body } = reply;
  return typeof status === 'number' && typeof body === 'string' ? { status, body } : null;
}

function oneOf<T extends string>(words: readonly T[], word: string): T {
  const found = words.find((it) => it === word);
  if (found === undefined) throw new Error(`«${word}» is not a word of this release’s sync log.`);
  return found;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
