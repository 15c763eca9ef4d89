import type { SyncLogDetail as Detail, SyncLogEntry as Entry } from '@bilag/core';
import { explained } from './record-view.ts';
import type { SyncLogDetail, SyncLogItem } from './schemas/sync-log.ts';

/** An entry as lists show it. */
export function syncLogItem(entry: Entry): SyncLogItem {
  const { logId, at, record, reference, isReversal, organizationId, actor, action, result, trigger, runId, refersTo } =
    entry;
  return {
    id: logId,
    organizationId,
    at: at.toISOString(),
    actor,
    action,
    result,
    trigger,
    runId,
    refersTo,
    record: record === null ? null : recordView(record),
    reference,
    isReversal,
    attempt: entry.attempt,
    errorCode: entry.errorCode,
    message: entry.message,
    link: `/v1/organizations/${organizationId}/sync-logs/${logId}`,
  };
}

function recordView({ recordId, kind, sourceId, reference }: NonNullable<Entry['record']>) {
  return { id: recordId, kind, sourceId, reference };
}

/** An entry with all that is kept of it. */
export function syncLogDetail(detail: Detail): SyncLogDetail {
  const { connector, sent, reply, facts, attempt, errorCode } = detail;
  return {
    ...syncLogItem(detail),
    connector,
    retries: attempt === null ? null : Math.max(0, attempt - 1),
    ...(errorCode === null ? { title: null, remedy: null } : explained(errorCode)),
    sent: sent === null ? null : { ...sent, openedAt: sent.openedAt.toISOString() },
    response: reply === null ? null : { status: reply.status, body: reply.body },
    facts,
  };
}
