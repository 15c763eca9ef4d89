import {
  type ExpenseRecordJson,
  parseCalendarDate,
  parseExpenseRecord,
  parseVoucherReference,
  type RecordRepo,
  type SentVoucher,
  type StoredRecord,
  type StoredReversal,
} from '@bilag/core';
import type { Pool } from 'pg';
import { inOrganization } from './sql/in-organization.ts';
import { findRecord, findRecords, findSentVoucher, listRecords } from './sql/record-statements.ts';
import { type StoredReceiptRow, storedReceiptOf } from './stored-receipt.ts';
import { errorCodeOf, stateOf } from './stored-words.ts';

interface RecordRow {
  readonly organization_id: string;
  readonly record_id: string;
  readonly sequence: string;
  readonly reference: string;
  readonly content: ExpenseRecordJson;
  readonly received_ms: string;
  readonly state: string;
  readonly attempts: number;
  readonly erp_reference: string | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly failure_field: string | null;
  readonly due_ms: string | null;
  readonly updated_ms: string;
  readonly receipts: readonly StoredReceiptRow[];
  readonly withdrawn_ms: string | null;
  readonly withdrawn_by: string | null;
  readonly withdrawn_because: string | null;
  readonly reversal_sequence: string | null;
  readonly reversal_reference: string | null;
  readonly reversal_state: string | null;
  readonly reversal_erp_reference: string | null;
  readonly reversal_code: string | null;
  readonly reversal_message: string | null;
  readonly reversal_field: string | null;
  readonly sent_ledger: string | null;
  readonly traceparent: string | null;
}

interface SentVoucherRow {
  readonly connector: string;
  readonly mapping_version: number;
  readonly posting_date: string;
  readonly payload: string;
  readonly payload_hash: string;
}

/** Records with their progress on PostgreSQL. */
export function createPostgresRecordRepo(requestPool: Pool): RecordRepo {
  return {
    find: (organizationId, recordId) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const query = { name: 'find-record', text: findRecord, values: [organizationId, recordId] };
        const { rows } = await client.query<RecordRow>(query);
        return rows.map(storedRecordOf)[0];
      }),
    sentVoucher: (organizationId, recordId) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const query = { name: 'find-sent-voucher', text: findSentVoucher, values: [organizationId, recordId] };
        const { rows } = await client.query<SentVoucherRow>(query);
        return rows.map(sentVoucherOf)[0];
      }),
    findAll: (organizationId, recordIds) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const query = { name: 'find-records', text: findRecords, values: [organizationId, recordIds] };
        const { rows } = await client.query<RecordRow>(query);
        return new Map(rows.map((row) => [row.record_id, storedRecordOf(row)]));
      }),
    list: (organizationId, query) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const { text, values } = listRecords(organizationId, query);
        const { rows } = await client.query<RecordRow>(text, [...values]);
        return rows.map(storedRecordOf);
      }),
  };
}

const sentVoucherOf = (row: SentVoucherRow): SentVoucher => ({
  connector: row.connector,
  mappingVersion: row.mapping_version,
  postingDate: parseCalendarDate(row.posting_date),
  payload: row.payload,
  payloadHash: row.payload_hash,
});

function storedRecordOf(row: RecordRow): StoredRecord {
  const { failure_code: code, failure_message: message, failure_field: field } = row;
  return {
    recordId: row.record_id,
    reference: parseVoucherReference(row.reference),
    voucherNumber: Number(row.sequence),
    record: parseExpenseRecord(row.organization_id, row.content),
    receivedAt: new Date(Number(row.received_ms)),
    progress: {
      state: stateOf(row.state),
      attempts: row.attempts,
      erpReference: row.erp_reference,
      failure: code === null ? null : { code: errorCodeOf(code), message: message ?? '', field },
      nextAttemptAt: row.due_ms === null ? null : new Date(Number(row.due_ms)),
      updatedAt: new Date(Number(row.updated_ms)),
    },
    receipts: row.receipts.map(storedReceiptOf),
    withdrawal: withdrawalOf(row),
    reversal: reversalOf(row),
    ...(row.sent_ledger === null ? {} : { sentTo: row.sent_ledger }),
    ...traceOf(row.traceparent),
  };
}

/** The engine goes on with the trace in which the approval came. One that is not sampled is nowhere to be seen. */
function traceOf(traceparent: string | null): Pick<StoredRecord, 'traceId'> {
  const [, traceId, flags = '0'] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
  const isSampled = Number.parseInt(flags, 16) % 2 === 1;
  return traceId !== undefined && isSampled ? { traceId } : {};
}

function withdrawalOf(row: RecordRow): StoredRecord['withdrawal'] {
  const { withdrawn_ms: at, withdrawn_by: withdrawnBy, withdrawn_because: reason } = row;
  if (at === null || withdrawnBy === null || reason === null) return null;
  return { withdrawnAt: new Date(Number(at)), withdrawnBy, reason };
}

function reversalOf(row: RecordRow): StoredReversal | null {
  const { reversal_reference: reference, reversal_sequence: sequence, reversal_state: state } = row;
  if (reference === null || sequence === null || state === null) return null;
  const { reversal_code: code, reversal_message: message, reversal_field: field } = row;
  return {
    reference: parseVoucherReference(reference),
    voucherNumber: Number(sequence),
    state: stateOf(state),
    erpReference: row.reversal_erp_reference,
    failure: code === null ? null : { code: errorCodeOf(code), message: message ?? '', field },
  };
}
