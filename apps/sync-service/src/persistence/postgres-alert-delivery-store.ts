import {
  type AlertDeliveryStore,
  type AlertTarget,
  alertEvents,
  type DueDelivery,
  platformId,
  type SealedSecret,
  type SecretBox,
  SyncError,
} from '@bilag/core';
import type { Pool } from 'pg';
import { type AlertRow, alertOf, oneOf } from './alert-rows.ts';
import { openWebhookSecret } from './alert-secret.ts';
import { storable } from './outbox-rows.ts';
import * as sql from './sql/alert-statements.ts';

interface TakenRow {
  readonly organization_id: string;
  readonly delivery_id: string;
  readonly event: string;
  readonly sink: string;
  readonly target: string | null;
  readonly attempts: number;
  readonly content: AlertRow;
  readonly first_ms: string;
  readonly age_ms: string;
  readonly emails: readonly string[] | null;
  readonly webhook_url: string | null;
  readonly sealed_secret: SealedSecret | null;
  readonly secret_version: number | null;
}

/** The webhook of the platform, which its operator has configured. */
export interface PlatformTargets {
  readonly emails: readonly string[];
  readonly webhook: { readonly url: string; readonly secret: string } | null;
}

/** Messages on PostgreSQL as workers see them, in the platform's scope. */
export function createPostgresAlertDeliveryStore(
  enginePool: Pool,
  secrets: SecretBox,
  platform: PlatformTargets,
): AlertDeliveryStore {
  return {
    async take({ limit, leaseMs, without }) {
      await enginePool.query(sql.giveUpWhatIsOver);
      const { rows } = await enginePool.query<TakenRow>(sql.take, [limit, leaseMs, without]);
      return await Promise.all(rows.map(async (row) => dueOf(row, await targetOf(row, secrets, platform))));
    },
    async record({ organizationId, deliveryId, attempts }, result) {
      const state = result.kind === 'again' ? 'waiting' : result.kind;
      const error = result.kind === 'delivered' ? null : storable(result.message);
      const inMs = result.kind === 'again' ? result.inMs : 0;
      await enginePool.query(sql.record, [organizationId, deliveryId, attempts, state, error, inMs]);
    },
  };
}

function dueOf(row: TakenRow, target: DueDelivery['target']): DueDelivery {
  return {
    organizationId: row.organization_id,
    deliveryId: row.delivery_id,
    event: oneOf(alertEvents, row.event),
    alert: alertOf(row.content),
    at: new Date(Number(row.first_ms)),
    attempts: row.attempts,
    ageMs: Number(row.age_ms),
    target,
  };
}

async function targetOf(row: TakenRow, secrets: SecretBox, platform: PlatformTargets): Promise<DueDelivery['target']> {
  const isPlatform = row.organization_id === platformId;
  if (row.sink === 'email') {
    const emails = isPlatform ? platform.emails : (row.emails ?? []);
    return row.target !== null && emails.includes(row.target) ? { sink: 'email', address: row.target } : undefined;
  }
  if (isPlatform) return platform.webhook === null ? undefined : { sink: 'webhook', ...platform.webhook };
  return await webhookOf(row, secrets);
}

async function webhookOf(row: TakenRow, secrets: SecretBox): Promise<AlertTarget | 'unreadable' | undefined> {
  const { organization_id: organizationId, webhook_url: url, sealed_secret: sealed, secret_version: version } = row;
  if (url === null || sealed === null || version === null) return undefined;
  try {
    return { sink: 'webhook', url, secret: await openWebhookSecret(secrets, sealed, { organizationId, version }) };
  } catch (error) {
    if (error instanceof SyncError) return 'unreadable';
    throw error;
  }
}
