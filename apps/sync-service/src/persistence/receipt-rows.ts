import {
  type DueReceipt,
  parseVoucherReference,
  type ReceiptIntent,
  type ReceiptOutcome,
  type ReceiptStatus,
} from '@bilag/core';
import { storable } from './outbox-rows.ts';
import { errorCodeOf, mediaTypeOf, receiptStateOf } from './stored-words.ts';

/** A receipt with its voucher, as `readDueReceipts` gives it. */
export interface ReceiptRow {
  readonly organization_id: string;
  readonly record_id: string;
  readonly position: number;
  readonly file_name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly url: string | null;
  readonly url_version: number;
  readonly state: string;
  readonly attempts: number;
  readonly failures: number;
  readonly fetch_failures: number;
  readonly look_ups: number;
  readonly ever_in_doubt: boolean;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly failure_field: string | null;
  readonly reference: string;
  readonly voucher_state: string;
  readonly batch_key: string | null;
  readonly erp_reference: string | null;
  readonly is_elsewhere: boolean;
}

/** A row as a domain value. */
export function dueReceiptOf(row: ReceiptRow): DueReceipt {
  return {
    organizationId: row.organization_id,
    recordId: row.record_id,
    position: row.position,
    attachment: {
      fileName: row.file_name,
      mediaType: mediaTypeOf(row.media_type),
      sizeBytes: row.size_bytes,
      sha256: row.sha256,
    },
    url: row.url ?? '',
    urlVersion: row.url_version,
    voucher: {
      reference: parseVoucherReference(row.reference),
      batchKey: row.batch_key,
      erpReference: row.erp_reference,
      state: row.voucher_state === 'synced' ? 'synced' : 'accepted',
    },
    isElsewhere: row.is_elsewhere,
    status: statusOf(row),
  };
}

function statusOf(row: ReceiptRow): ReceiptStatus {
  const { failure_code: code, failure_message: message, failure_field: field } = row;
  return {
    state: receiptStateOf(row.state),
    dueInMs: 0,
    attempts: row.attempts,
    failures: row.failures,
    fetchFailures: row.fetch_failures,
    lookUps: row.look_ups,
    everInDoubt: row.ever_in_doubt,
    failure:
      code === null ? null : { code: errorCodeOf(code), message: message ?? '', ...(field === null ? {} : { field }) },
  };
}

/** An intent as the statement takes it. */
export const receiptIntentChange = ({ receipt, next, settlingMs }: ReceiptIntent) => ({
  ...statusChange(receipt, next),
  settling_ms: settlingMs,
});

/** An outcome as the statement takes it. */
export function receiptOutcomeChange({ receipt, next, log }: ReceiptOutcome) {
  const { step, reply } = log;
  const words = reply === undefined ? {} : { reply: { ...reply, body: storable(reply.body) } };
  return {
    ...statusChange(receipt, next),
    result: log.result,
    log_code: log.errorCode,
    log_message: storable(log.message),
    detail: { position: receipt.position, step, ...words },
  };
}

function statusChange({ recordId, position, urlVersion, status: from }: DueReceipt, next: ReceiptStatus) {
  return {
    record_id: recordId,
    position,
    url_version: urlVersion,
    from_state: from.state,
    from_attempts: from.attempts,
    state: next.state,
    due_in_ms: next.dueInMs,
    attempts: next.attempts,
    failures: next.failures,
    fetch_failures: next.fetchFailures,
    look_ups: next.lookUps,
    ever_in_doubt: next.everInDoubt,
    failure_code: next.failure?.code ?? null,
    failure_message: storable(next.failure?.message ?? null),
    failure_field: storable(next.failure?.field ?? null),
  };
}
