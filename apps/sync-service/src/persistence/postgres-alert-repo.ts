import { type Alert, type AlertRepo, platformId } from '@bilag/core';
import type { Pool } from 'pg';
import { type AlertRow, alertOf, type DeliveryRow, deliveryOf } from './alert-rows.ts';
import type { Sender } from './organization-door.ts';
import { storable } from './outbox-rows.ts';
import * as sql from './sql/alert-statements.ts';
import { inOrganization, inTransaction } from './sql/in-organization.ts';

/** Alerts on PostgreSQL as people see them: an organization's through its own door, those of the platform in its scope. */
export function createPostgresAlertRepo(requestPool: Pool, enginePool: Pool): AlertRepo {
  const through = <T>(organizationId: string, work: (sender: Sender) => Promise<T>): Promise<T> =>
    organizationId === platformId ? inTransaction(enginePool, work) : inOrganization(requestPool, organizationId, work);
  const find = async (sender: Sender, organizationId: string, alertId: string): Promise<Alert | undefined> =>
    (await sender.query<AlertRow>(sql.find, [organizationId, alertId])).rows.map(alertOf)[0];
  return {
    list: (organizationId, { limit, state, after }) =>
      through(organizationId, async (sender) => {
        const values = [organizationId, limit, state ?? null, after ?? null];
        return (await sender.query<AlertRow>(sql.list, values)).rows.map(alertOf);
      }),
    find: (organizationId, alertId) =>
      through(organizationId, async (sender) => {
        const alert = await find(sender, organizationId, alertId);
        if (alert === undefined) return undefined;
        const { rows } = await sender.query<DeliveryRow>(sql.deliveries, [organizationId, alertId]);
        return { alert, deliveries: rows.map(deliveryOf) };
      }),
    acknowledge: (organizationId, alertId, { actor, note }) =>
      through(organizationId, async (sender) => {
        const text = organizationId === platformId ? sql.acknowledgeOfPlatform : sql.acknowledge;
        await sender.query(text, [organizationId, alertId, actor, note === null ? null : storable(note)]);
        return await find(sender, organizationId, alertId);
      }),
  };
}
