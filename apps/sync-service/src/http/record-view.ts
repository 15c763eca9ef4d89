import {
  type ErrorCode,
  type ExpenseRecordJson,
  expenseRecordToJson,
  formatMoney,
  type OpenDecision,
  type StoredReceipt,
  type StoredRecord,
  sumMoney,
} from '@bilag/core';
import { textsOf } from './problem-of.ts';
import type { ApprovalReceipt } from './schemas/approval.ts';
import type { RecordDetail, RecordReceipt, RecordSummary } from './schemas/record.ts';

/** Where a record can be read. */
export const recordPath = (organizationId: string, recordId: string) =>
  `/v1/organizations/${organizationId}/records/${recordId}`;

/** What the sender of an approval is told. `stored` is what is known of a record that is not just beginning. */
export function receiptOf(
  organizationId: string,
  { kind, sourceId, revision }: ExpenseRecordJson,
  { recordId, reference }: { readonly recordId: string; readonly reference: string },
  stored?: StoredRecord,
): ApprovalReceipt {
  const { state, attempts, erpReference, failure } = stored?.progress ?? asCreated;
  const link = recordPath(organizationId, recordId);
  const progress = { state, attempts, erpReference, failure: failureViewOf(failure) };
  return { id: recordId, kind, sourceId, revision, reference, ...progress, link };
}

const asCreated = { state: 'pending', attempts: 0, erpReference: null, failure: null } as const;

/** A record as lists show it. */
export function summaryOf({
  recordId,
  reference,
  voucherNumber,
  record,
  receivedAt,
  progress,
  receipts,
  withdrawal,
  reversal,
}: StoredRecord): RecordSummary {
  const { kind, sourceId, revision, expenseDate, approvedAt, currency, lines, organizationId } = record;
  const total = sumMoney(
    currency,
    lines.map((line) => line.amount),
  );
  return {
    id: recordId,
    kind,
    sourceId,
    revision,
    reference,
    voucherNumber,
    state: progress.state,
    attempts: progress.attempts,
    erpReference: progress.erpReference,
    failure: failureViewOf(progress.failure),
    nextAttemptAt: progress.nextAttemptAt?.toISOString() ?? null,
    expenseDate,
    approvedAt: approvedAt.toISOString(),
    currency,
    total: formatMoney(total),
    receivedAt: receivedAt.toISOString(),
    updatedAt: progress.updatedAt.toISOString(),
    receipts: receipts.map(receiptViewOf),
    withdrawnAt: withdrawal?.withdrawnAt.toISOString() ?? null,
    reversal: reversal === null ? null : { ...reversal, failure: failureViewOf(reversal.failure) },
    link: recordPath(organizationId, recordId),
  };
}

function receiptViewOf({ position, attachment, state, failure, attachedAt }: StoredReceipt): RecordReceipt {
  return {
    position,
    ...attachment,
    state,
    failure: failureViewOf(failure),
    attachedAt: attachedAt?.toISOString() ?? null,
  };
}

const failureViewOf = (failure: StoredReceipt['failure']) =>
  failure === null ? null : { ...failure, ...explained(failure.code) };

/** A record with all that was approved, what may be decided about it, and where people see more of it. */
export function detailOf(
  stored: StoredRecord,
  open: readonly OpenDecision[],
  links: Pick<RecordDetail, 'erpLink' | 'traceLink'>,
): RecordDetail {
  const { approvedBy, payee, lines } = expenseRecordToJson(stored.record);
  const decisions = open.map(({ what, of }) => ({ decision: what, of }));
  const { withdrawnBy = null, reason: withdrawalReason = null } = stored.withdrawal ?? {};
  const approved = { approvedBy, withdrawnBy, withdrawalReason, payee, lines: [...lines] };
  return { ...summaryOf(stored), ...approved, decisions, ...links };
}

/** What a stored failure means and what to do about it. */
export function explained(code: ErrorCode): { readonly title: string; readonly remedy: string } {
  const { meaning, remedy } = textsOf(code, 'en');
  return { title: meaning, remedy };
}
