import { type Alert, type AlertStore, type AlertSubject, type AlertTurn, platformId } from '@bilag/core';
import type { Pool, PoolClient } from 'pg';
import { readFacts } from './alert-facts.ts';
import { type AlertRow, alertOf } from './alert-rows.ts';
import * as sql from './sql/alert-statements.ts';
import { inTransaction } from './sql/in-organization.ts';
import { storableJson } from './storable-json.ts';

/** Who is told of alerts of the platform. */
export interface PlatformReceivers {
  readonly emails: readonly string[];
  readonly hasWebhook: boolean;
  /** How long what happens is gathered into one message, in milliseconds. */
  readonly gatherMs: number;
}

/** Alerts on PostgreSQL as workers see them, in the platform's scope. */
export function createPostgresAlertStore(enginePool: Pool, receivers: PlatformReceivers): AlertStore {
  return {
    inTurn: (work) =>
      inTransaction(enginePool, async (client) => {
        const isOurs = (await client.query(sql.takeTurn)).rowCount === 1;
        return isOurs ? await work(turnOn(client, receivers)) : undefined;
      }),
  };
}

function turnOn(client: PoolClient, { emails, hasWebhook, gatherMs }: PlatformReceivers): AlertTurn {
  const toPlatform = [emails, hasWebhook, gatherMs];
  return {
    facts: () => readFacts(client),
    open: async () => (await client.query<AlertRow>(sql.listOpen)).rows.map(alertOf),
    async raise(alerts) {
      const rows = alerts.map(({ organizationId, subject }) => rowOf(organizationId, subject));
      if (rows.length > 0) await client.query(sql.raise, [...toPlatform, storableJson(rows)]);
    },
    async change(changes) {
      const rows = changes.map(({ alert, subject, isTold }) => ({
        ...rowOf(alert.organizationId, subject),
        alert_id: alert.alertId,
        // Only what concerns many is told again; how many records an organization has in an alert, its own screen says.
        is_told: isTold && alert.organizationId === platformId,
      }));
      if (rows.length > 0) await client.query(sql.change, [...toPlatform, storableJson(rows)]);
    },
    async clear(alerts: readonly Alert[]) {
      if (alerts.length === 0) return 0;
      const places = [alerts.map((it) => it.organizationId), alerts.map((it) => it.alertId)];
      const { rows } = await client.query<{ cleared: number }>(sql.clear, [...toPlatform, ...places]);
      return rows[0]?.cleared ?? 0;
    },
  };
}

function rowOf(organizationId: string, { kind, cause, code, connector, count, message, details }: AlertSubject) {
  return { organization_id: organizationId, kind, cause, code, connector, count, message, details };
}
