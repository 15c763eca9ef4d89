import {
  type DueStatusDelivery,
  longestStatusDeliveryMs,
  type SealedSecret,
  type SecretBox,
  type StatusDeliveryResult,
  type StatusDeliveryStore,
  type StatusSubject,
  SyncError,
  statusMessageTypes,
} from '@bilag/core';
import type { Pool, PoolClient } from 'pg';
import { oneOf } from './alert-rows.ts';
import { inTransaction } from './sql/in-organization.ts';
import { beyond, type Frontier } from './sql/log-frontier.ts';
import * as sql from './sql/status-event-statements.ts';
import { openStatusSecret } from './status-webhook-secret.ts';

/** Where reading has come to. */
interface TellingFrontier extends Frontier {
  readonly is_asked: boolean;
}

interface TakenRow {
  readonly organization_id: string;
  readonly endpoint_id: string;
  readonly delivery_id: string;
  readonly type: string;
  readonly occurred_ms: string;
  readonly subject: StatusSubject | null;
  readonly attempts: number;
  readonly failures: number;
  readonly age_ms: string;
  readonly url: string;
  readonly secrets: readonly { readonly version: number; readonly sealed: SealedSecret }[] | null;
}

/** While nobody is to be told anything, the frontier moves on every so many transactions only. */
const idleTransactions = 1_000n;
const lastLogId = '9223372036854775807';

/** Messages on PostgreSQL as workers see them, in the platform's scope. */
export function createPostgresStatusDeliveryStore(enginePool: Pool, secrets: SecretBox): StatusDeliveryStore {
  return {
    recordEvents: (limit) =>
      inTransaction(enginePool, async (client) => {
        const [frontier] = (await client.query<TellingFrontier>(sql.lockFrontier)).rows;
        return frontier === undefined ? 0 : await readOn(client, frontier, limit);
      }),
    async take({ limit, leaseMs }) {
      const { rows } = await enginePool.query<TakenRow>(sql.take, [limit, leaseMs]);
      return await Promise.all(rows.map((row) => dueOf(row, secrets)));
    },
    record: (delivery, result) =>
      inTransaction(enginePool, async (client) => {
        const { organizationId, endpointId, deliveryId, attempts } = delivery;
        await client.query(sql.lockEndpoint, [organizationId, endpointId]);
        const state = result.kind === 'again' ? 'waiting' : result.kind;
        const error = result.kind === 'delivered' ? null : result.message;
        const inMs = result.kind === 'again' ? result.inMs : 0;
        const values = [organizationId, deliveryId, attempts, state, error, inMs];
        const { rowCount } = await client.query(sql.record, values);
        if (rowCount === 1) await noteOfEndpoint(client, delivery, result);
      }),
    async forgetOld() {
      await enginePool.query(sql.forgetOld);
    },
  };
}

/** In another database than before, transactions are numbered anew once everything that it had has been read. */
async function readOn(client: PoolClient, frontier: TellingFrontier, limit: number): Promise<number> {
  const { database, first_open: open, not_begun: notBegun } = frontier;
  if (!frontier.is_same) {
    if (frontier.is_asked) await client.query(sql.readEverything, [open, notBegun]);
    await client.query(sql.settleFrontier, [database, open, notBegun]);
    return 0;
  }
  if (!frontier.is_asked) {
    const passed = BigInt(open) - 1n;
    const isFar = passed - BigInt(frontier.transaction_id) > idleTransactions;
    if (isFar) await client.query(sql.moveFrontier, [String(passed), lastLogId]);
    return 0;
  }
  const { rows } = await client.query<{ entries: number; transaction_id: string; log_id: string }>(
    sql.readNext,
    beyond(frontier, limit),
  );
  const [last] = rows;
  if (last === undefined) return 0;
  await client.query(sql.moveFrontier, [last.transaction_id, last.log_id]);
  return last.entries;
}

async function dueOf(row: TakenRow, secrets: SecretBox): Promise<DueStatusDelivery> {
  return {
    organizationId: row.organization_id,
    endpointId: row.endpoint_id,
    deliveryId: row.delivery_id,
    type: oneOf(statusMessageTypes, row.type),
    occurredAt: new Date(Number(row.occurred_ms)),
    subject: row.subject,
    url: row.url,
    secrets: await secretsOf(row, secrets),
    attempts: row.attempts,
    ageMs: Number(row.age_ms),
    failures: row.failures,
  };
}

async function secretsOf({ organization_id: organizationId, secrets: stored }: TakenRow, secrets: SecretBox) {
  if (stored === null) return 'unreadable';
  try {
    return await Promise.all(
      stored.map(({ version, sealed }) => openStatusSecret(secrets, sealed, { organizationId, version })),
    );
  } catch (error) {
    if (error instanceof SyncError) return 'unreadable';
    throw error;
  }
}

async function noteOfEndpoint(
  client: PoolClient,
  { organizationId, endpointId, failures }: DueStatusDelivery,
  result: StatusDeliveryResult,
): Promise<void> {
  const which = [organizationId, endpointId];
  if (result.kind === 'delivered') {
    await client.query(sql.noteSuccess, which);
    if (failures > 0) await client.query(sql.hurry, which);
    return;
  }
  const { message, restMs } = result;
  const fault = result.kind === 'given-up' ? (result.fault ?? null) : null;
  const values = [...which, message, restMs, fault, longestStatusDeliveryMs];
  const { rows } = await client.query<{ is_disabled: boolean; fault: string }>(sql.noteFailure, values);
  const [noted] = rows;
  if (noted?.is_disabled !== true) return;
  await client.query(sql.giveUp, [...which, 'The endpoint was switched off.']);
  await client.query(sql.logDisabled, [organizationId, message, JSON.stringify({ endpointId, why: noted.fault })]);
}
