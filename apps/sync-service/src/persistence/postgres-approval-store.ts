import {
  type AcceptedApproval,
  type ApprovalStore,
  differingFields,
  type ExpenseRecordJson,
  expenseRecordToJson,
  type NewApproval,
  parseVoucherReference,
} from '@bilag/core';
import type { Pool } from 'pg';

interface StoredRow {
  readonly record_id: string;
  readonly reference: string;
  readonly revision: number;
  readonly content: ExpenseRecordJson;
  readonly created: boolean;
}

/** Approvals on PostgreSQL: one call of `bilag.accept_approvals`, which is one transaction, for as many as there are. */
export function createPostgresApprovalStore(requestPool: Pool): ApprovalStore {
  return {
    async accept(organizationId, approvals) {
      const given = approvals.map(({ record, reference, traceparent, attachmentUrls }) => ({
        content: expenseRecordToJson(record),
        reference,
        traceparent,
        attachmentUrls,
      }));
      const { rows } = await requestPool.query<StoredRow>({
        name: 'accept-approvals',
        text: 'select record_id, reference, revision, content, created from bilag.accept_approvals($1, $2)',
        values: [organizationId, JSON.stringify(given)],
      });
      if (rows.length !== approvals.length) throw new Error('An approval has no answer.');
      return rows.map((row, at) => answerFor(row, approvals[at]));
    },
  };
}

function answerFor(row: StoredRow, given: NewApproval | undefined): AcceptedApproval {
  if (given === undefined) throw new Error('An answer has no approval.');
  const recordId = row.record_id;
  if (row.created) return { kind: 'created', recordId, reference: parseVoucherReference(row.reference) };
  if (row.revision !== given.record.revision) return { kind: 'another-revision', recordId, revision: row.revision };
  const differs = differingFields(row.content, expenseRecordToJson(given.record));
  if (differs.length > 0) return { kind: 'content-differs', recordId, differs };
  return { kind: 'existing', recordId, reference: parseVoucherReference(row.reference) };
}
