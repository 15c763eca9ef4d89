import type { DecisionStore, FailedFilter, OpenDecision } from '@bilag/core';
import type { Pool } from 'pg';
import { storable } from './outbox-rows.ts';
import * as sql from './sql/decision-statements.ts';
import { inOrganization } from './sql/in-organization.ts';

/**
 * How many vouchers are tried again in one transaction: the lane is held as long, and what an ERP has answered meanwhile waits for it to be recorded. A tenth of a
 * millisecond each.
 */
const usualShare = 2_000;

interface OpenDecisionRow {
  readonly decision: OpenDecision['what'];
  readonly of: OpenDecision['of'];
}

/** Decisions on PostgreSQL, in transactions that hold the lane. */
export function createPostgresDecisionStore(requestPool: Pool, share = usualShare): DecisionStore {
  const chosen = (organizationId: string, { recordIds, code, kind }: FailedFilter) => [
    organizationId,
    recordIds ?? null,
    code ?? null,
    kind ?? null,
  ];
  return {
    countFailed: (organizationId, filter) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const { rows } = await client.query<{ records: number }>(sql.countFailed, chosen(organizationId, filter));
        return rows[0]?.records ?? 0;
      }),
    async retry(organizationId, filter, actor) {
      const retried = new Set<string>();
      let after = 0n;
      let isMore = true;
      while (isMore) {
        const values = [...chosen(organizationId, filter), actor, String(after), share];
        const rows = await inOrganization(requestPool, organizationId, async (client) => {
          await client.query(sql.lockLane, [organizationId]);
          const tried = await client.query<{ record_id: string; sequence: string }>(sql.retry, values);
          if (tried.rows.length > 0) await client.query(sql.endRest, [organizationId]);
          return tried.rows;
        });
        for (const { record_id, sequence } of rows) {
          retried.add(record_id);
          if (BigInt(sequence) > after) after = BigInt(sequence);
        }
        // Never back to what was tried already, though it may have failed again.
        isMore = rows.length === share;
      }
      return [...retried];
    },
    otherBookedAs: (organizationId, recordId, names) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const values = [organizationId, recordId, names.map(storable)];
        return (await client.query<{ source_id: string }>(sql.otherBookedAs, values)).rows[0]?.source_id;
      }),
    openDecisions: (organizationId, recordId) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const values = [organizationId, recordId];
        const { rows } = await client.query<OpenDecisionRow>(sql.openDecisions, values);
        return rows.map(({ decision, of }) => ({ what: decision, of }));
      }),
    decide: (organizationId, recordId, decision, actor) =>
      inOrganization(requestPool, organizationId, async (client) => {
        await client.query(sql.lockLane, [organizationId]);
        const { what, reason } = decision;
        const isReversal = what === 'posted' && decision.of === 'reversal';
        const erpReference = what === 'posted' ? storable(decision.erpReference) : null;
        const { ledgerCheck = null, ledgerAmount = null } = what === 'posted' ? decision : {};
        const check = [ledgerCheck, ledgerAmount];
        const values = [organizationId, recordId, what, isReversal, erpReference, storable(reason), actor, ...check];
        return (await client.query(sql.decide, values)).rowCount === 1;
      }),
  };
}
