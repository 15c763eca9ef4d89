import {
  type AcceptedApproval,
  type ApprovalStore,
  differingFields,
  type ExpenseRecordJson,
  expenseRecordToJson,
  parseVoucherReference,
  SyncError,
} from '@bilag/core';
import { DatabaseError, type Pool } from 'pg';
import { isAway } from './database-away.ts';
import { createSharedStatements, type Job } from './shared-statements.ts';
import { sqlStateOf } from './sql-state.ts';
import { timeOrderedId } from './time-ordered-id.ts';

/** What `bilag.take_approvals` says of a call or an approval that is not simply stored. */
interface Row {
  readonly call: number;
  readonly outcome: 'busy' | 'known';
  readonly at: number;
  readonly record_id: string;
  readonly reference: string;
  readonly revision: number;
  /** Null when it is the same as what was given. */
  readonly content: ExpenseRecordJson | null;
}

/** More approvals than this in a call, or more characters, do not share a statement. */
const mostShared = 20;
const mostCharacters = 65_536;

/**
 * Approvals on PostgreSQL. Calls that come while others are being stored share the next statement, which is one transaction; it sees one organization's rows
 * at a time, and an organization that somebody holds is left for a statement of its own.
 */
export function createPostgresApprovalStore(requestPool: Pool): ApprovalStore {
  const take = async (jobs: readonly Job<readonly Row[]>[], wait: boolean): Promise<readonly Row[]> => {
    const { rows } = await requestPool.query<Row>({
      name: 'take-approvals',
      text: 'select call, outcome, at, record_id, reference, revision, content from bilag.take_approvals($1, $2)',
      values: [`[${jobs.map(({ json }) => json).join(',')}]`, wait],
    });
    return rows;
  };
  const statements = createSharedStatements<readonly Row[]>(
    {
      async together(jobs) {
        const byCall = Map.groupBy(await take(jobs, false), (row) => row.call);
        return jobs.map((_, call) => {
          const rows = byCall.get(call) ?? [];
          return rows.some((it) => it.outcome === 'busy') ? undefined : rows;
        });
      },
      alone: (job) => take([job], true),
      leftNothing: (error) => error instanceof DatabaseError && !isAway(error),
    },
    Math.max(1, Math.floor(requestPool.options.max * 0.6)),
  );
  return {
    async accept(organizationId, approvals) {
      if (approvals.length === 0) return [];
      const given = approvals.map(({ record, reference, traceparent, attachmentUrls }) => ({
        recordId: timeOrderedId(),
        content: expenseRecordToJson(record),
        reference,
        traceparent,
        attachmentUrls,
      }));
      const json = JSON.stringify({ organizationId, approvals: given });
      const isLarge = approvals.length > mostShared || json.length > mostCharacters;
      const rows = await new Promise<readonly Row[]>((resolve, reject) => {
        statements.add({ organizationId, json, isLarge, resolve, reject });
      }).catch(refusedUnknown);
      const known = new Map(rows.map((row) => [row.at, row]));
      return given.map(({ recordId, reference, content }, at): AcceptedApproval => {
        const row = known.get(at);
        return row === undefined ? { kind: 'created', recordId, reference } : answerFor(row, content);
      });
    },
  };
}

/** Whoever asks may remember the organization from before the database was restored to a time without it. */
function refusedUnknown(error: unknown): never {
  const isUnknown = sqlStateOf(error) === foreignKeyViolation;
  throw isUnknown ? new SyncError('UNKNOWN_ORGANIZATION', 'There is no such organization.') : error;
}

const foreignKeyViolation = '23503';

function answerFor(row: Row, given: ExpenseRecordJson): AcceptedApproval {
  const recordId = row.record_id;
  if (row.revision !== given.revision) return { kind: 'another-revision', recordId, revision: row.revision };
  const differs = row.content === null ? [] : differingFields(row.content, given);
  if (differs.length > 0) return { kind: 'content-differs', recordId, differs };
  return { kind: 'existing', recordId, reference: parseVoucherReference(row.reference) };
}
