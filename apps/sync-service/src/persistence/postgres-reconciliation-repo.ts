import type { ReconciliationRepo, StoredReconciliation } from '@bilag/core';
import type { Pool, PoolClient } from 'pg';
import {
  type FindingRow,
  type ReconciliationRow,
  storedFindingOf,
  storedReconciliationOf,
} from './reconciliation-rows.ts';
import { inOrganization } from './sql/in-organization.ts';
import * as sql from './sql/reconciliation-statements.ts';

/** Reconciliations for requests, on PostgreSQL: each transaction sees one organization's and no others. */
export function createPostgresReconciliationRepo(requestPool: Pool): ReconciliationRepo {
  const find = async (client: PoolClient, organizationId: string, id: string) => {
    const query = { name: 'find-reconciliation', text: sql.find, values: [organizationId, id] };
    return (await client.query<ReconciliationRow>(query)).rows.map(storedReconciliationOf)[0];
  };
  return {
    request: (organizationId, period, actor) =>
      inOrganization(requestPool, organizationId, async (client): Promise<StoredReconciliation | undefined> => {
        const query = {
          name: 'request-reconciliation',
          text: sql.request,
          values: [organizationId, period.from, actor],
        };
        const { rows } = await client.query<{ reconciliation_id: string }>(query);
        return rows[0] && (await find(client, organizationId, rows[0].reconciliation_id));
      }),
    find: (organizationId, reconciliationId) =>
      inOrganization(requestPool, organizationId, (client) => find(client, organizationId, reconciliationId)),
    list: (organizationId, { limit, after, month }) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const values = [organizationId, limit, after ?? null, month === undefined ? null : `${month}-01`];
        const { rows } = await client.query<ReconciliationRow>({
          name: 'list-reconciliations',
          text: sql.list,
          values,
        });
        return rows.map(storedReconciliationOf);
      }),
    findings: (organizationId, reconciliationId, { limit, after }) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const values = [organizationId, reconciliationId, limit, after];
        const { rows } = await client.query<FindingRow>({
          name: 'reconciliation-findings',
          text: sql.findings,
          values,
        });
        return rows.map(storedFindingOf);
      }),
  };
}
