import {
  type ExpenseRecordJson,
  expenseRecordToJson,
  type KnownRevision,
  type RevisionStore,
  type Source,
  type SourceChange,
} from '@bilag/core';
import type { Pool, PoolClient } from 'pg';
import { storable } from './outbox-rows.ts';
import { inOrganization } from './sql/in-organization.ts';
import * as sql from './sql/revision-statements.ts';
import { stateOf } from './stored-words.ts';

interface RevisionRow {
  readonly record_id: string;
  readonly revision: number;
  readonly content: ExpenseRecordJson;
  readonly sequence: string;
  readonly state: string;
  readonly may_be_booked: boolean;
  readonly is_recalled: boolean;
  readonly is_withdrawn: boolean;
  readonly is_reversed: boolean;
}

/** Revisions on PostgreSQL: locks, reading, decision and change in one transaction. */
export function createPostgresRevisionStore(requestPool: Pool): RevisionStore {
  return {
    change: (source, decide) =>
      inOrganization(requestPool, source.organizationId, async (client) => {
        const { organizationId, kind, sourceId } = source;
        await client.query(sql.lockApprovals, [organizationId]);
        await client.query(sql.lockLane, [organizationId]);
        const { rows } = await client.query<RevisionRow>(sql.knownRevisions, [organizationId, kind, sourceId]);
        const change = await decide(rows.map(knownRevisionOf));
        return { recordId: change === undefined ? undefined : await carryOut(change, source, client) };
      }),
  };
}

function knownRevisionOf(row: RevisionRow): KnownRevision {
  return {
    recordId: row.record_id,
    revision: row.revision,
    content: row.content,
    isWithdrawn: row.is_withdrawn,
    voucher: {
      sequence: BigInt(row.sequence),
      state: stateOf(row.state),
      mayBeBooked: row.may_be_booked,
      isRecalled: row.is_recalled,
    },
    isReversed: row.is_reversed,
  };
}

async function carryOut(change: SourceChange, source: Source, client: PoolClient): Promise<string | undefined> {
  const { organizationId } = source;
  const { withdraw, add, actor } = change;
  if (withdraw !== undefined) {
    const { recordId, withdrawnAt, withdrawnBy, reason } = withdraw;
    await client.query(sql.withdraw, [organizationId, recordId, withdrawnAt, withdrawnBy, storable(reason)]);
    await client.query(sql.log, [organizationId, actor, 'withdrawal', 'succeeded', recordId, null, null, null, null]);
  }
  for (const step of change.undo) await undo(step, actor, organizationId, client);
  if (add === undefined) return undefined;
  const { record, reference, traceparent, attachmentUrls, unchanged } = add;
  const { rows } = await client.query<{ record_id: string }>(sql.addRevision, [
    organizationId,
    JSON.stringify(expenseRecordToJson(record)),
    reference,
    traceparent ?? null,
    JSON.stringify(attachmentUrls ?? []),
    unchanged?.code ?? null,
    unchanged?.message ?? null,
  ]);
  return rows[0]?.record_id;
}

const results = { cancel: 'cancelled', recall: 'recalled', reverse: 'reversal-owed' } as const;

async function undo(step: SourceChange['undo'][number], actor: string, organizationId: string, client: PoolClient) {
  const { how, recordId, reversal, because } = step;
  const sequence = String(step.sequence);
  if (how === 'cancel') {
    const taken = await client.query(sql.cancel, [organizationId, sequence, because.code, because.message]);
    if (taken.rowCount !== 1) throw new Error('A voucher that is not open cannot be cancelled.');
  } else {
    if (how === 'recall') await client.query(sql.recall, [organizationId, sequence, because.code]);
    const waitsFor = how === 'recall' ? sequence : null;
    await client.query(sql.oweReversal, [organizationId, recordId, reversal, waitsFor]);
  }
  const detail = how === 'cancel' ? null : JSON.stringify({ reversal });
  const { code, message } = because;
  const values = [organizationId, actor, 'undo', results[how], recordId, sequence, code, message, detail];
  await client.query(sql.log, values);
}
