import {
  type ExpenseRecordJson,
  parseExpenseRecord,
  parseVoucherReference,
  type RecordRepo,
  type StoredRecord,
  type StoredReversal,
} from '@bilag/core';
import type { Pool } from 'pg';
import { isFailed as isFailedEntry } from './sql/failed-entries.ts';
import { inOrganization } from './sql/in-organization.ts';
import { receiptsOfRecord, type StoredReceiptRow, storedReceiptOf } from './stored-receipt.ts';
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

/** Instants as milliseconds since 1970, whatever the session's time zone and date style. */
const milliseconds = (instant: string) => `(extract(epoch from ${instant}) * 1000)::bigint`;
const progress =
  'state, attempts, erp_reference, failure_code, failure_message, failure_field, updated_at, sent_ledger';
const reversal = (table: string) => `
    select v.sequence, v.reference, v.state, v.erp_reference, v.failure_code, v.failure_message, v.failure_field from bilag.${table} v
    where v.organization_id = r.organization_id and v.record_id = r.record_id and v.reverses is not null`;
const reversalColumns = `b.sequence as reversal_sequence, b.reference as reversal_reference, b.state as reversal_state,
    b.erp_reference as reversal_erp_reference, b.failure_code as reversal_code, b.failure_message as reversal_message, b.failure_field as reversal_field`;
const select = `
  select r.organization_id, r.record_id, r.sequence, r.reference, r.content, r.traceparent, p.sent_ledger, ${milliseconds('r.received_at')} as received_ms,
    p.state, p.attempts, p.erp_reference, p.failure_code, p.failure_message, p.failure_field,
    ${milliseconds('p.due_at')} as due_ms, ${milliseconds('p.updated_at')} as updated_ms, ${receiptsOfRecord},
    ${milliseconds('w.received_at')} as withdrawn_ms, ${reversalColumns}
  from bilag.expense_records r cross join lateral (
    select ${progress}, case when due_at > now() then due_at end as due_at from bilag.outbox o
    where o.organization_id = r.organization_id and o.sequence = r.sequence
    union all
    select ${progress}, null from bilag.finished_entries f
    where f.organization_id = r.organization_id and f.sequence = r.sequence
  ) p
  left join bilag.withdrawals w on w.organization_id = r.organization_id and w.record_id = r.record_id
  left join lateral (${reversal('outbox')} union all ${reversal('finished_entries')}) b on true
  where r.organization_id = $1`;

/** Records with their progress on PostgreSQL. */
export function createPostgresRecordRepo(requestPool: Pool): RecordRepo {
  return {
    find: (organizationId, recordId) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const text = `${select} and r.record_id = $2`;
        const { rows } = await client.query<RecordRow>({
          name: 'find-record',
          text,
          values: [organizationId, recordId],
        });
        return rows.map(storedRecordOf)[0];
      }),
    findAll: (organizationId, recordIds) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const text = `${select} and r.record_id = any($2::uuid[])`;
        const values = [organizationId, recordIds];
        const { rows } = await client.query<RecordRow>({ name: 'find-records', text, values });
        return new Map(rows.map((row) => [row.record_id, storedRecordOf(row)]));
      }),
    list: (organizationId, { limit, state, isFailed, sourceId, code, after }) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const { rows } = await client.query<RecordRow>({
          name: 'list-records',
          text: `${select}
            and ($3::text is null or p.state = $3) and ($4::text is null or r.source_id = $4)
            and (not $6::boolean or r.record_id in (
              select o.record_id from bilag.outbox o where o.organization_id = $1 and ${isFailedEntry}))
            and ($7::text is null or r.record_id in (
              select o.record_id from bilag.outbox o where o.organization_id = $1 and o.failure_code = $7))
            and ($5::uuid is null or r.sequence < (
              select sequence from bilag.expense_records where organization_id = $1 and record_id = $5))
            order by r.sequence desc limit $2`,
          values: [
            organizationId,
            limit,
            state ?? null,
            sourceId ?? null,
            after ?? null,
            isFailed === true,
            code ?? null,
          ],
        });
        return rows.map(storedRecordOf);
      }),
  };
}

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
    withdrawnAt: row.withdrawn_ms === null ? null : new Date(Number(row.withdrawn_ms)),
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
