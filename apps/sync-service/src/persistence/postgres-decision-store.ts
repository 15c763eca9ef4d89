import type { DecisionStore, FailedFilter } from '@bilag/core';
import type { Pool } from 'pg';
import { storable } from './outbox-rows.ts';
import * as sql from './sql/decision-statements.ts';
import { inOrganization } from './sql/in-organization.ts';

/** Decisions on PostgreSQL, each in one transaction that holds the lane. */
export function createPostgresDecisionStore(requestPool: Pool): DecisionStore {
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
    retry: (organizationId, filter, actor) =>
      inOrganization(requestPool, organizationId, async (client) => {
        await client.query(sql.lockLane, [organizationId]);
        const values = [...chosen(organizationId, filter), actor];
        const { rows } = await client.query<{ record_id: string }>(sql.retry, values);
        if (rows.length > 0) await client.query(sql.endRest, [organizationId]);
        return [...new Set(rows.map((row) => row.record_id))];
      }),
    otherBookedAs: (organizationId, recordId, names) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const values = [organizationId, recordId, names.map(storable)];
        return (await client.query<{ source_id: string }>(sql.otherBookedAs, values)).rows[0]?.source_id;
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
