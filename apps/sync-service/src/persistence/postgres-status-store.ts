import type { OrganizationStatus, OverviewStore, StatusHistory, StatusStore } from '@bilag/core';
import type { Pool } from 'pg';
import { inOrganization, inTransaction } from './sql/in-organization.ts';
import { statusHistory } from './sql/status-history-statement.ts';
import { overview, status } from './sql/sync-run-statements.ts';
import { errorCodeOf } from './stored-words.ts';
import { triggerOf } from './sync-run-rows.ts';

/** `bigint` columns arrive as text, instants as milliseconds since 1970. */
interface StatusRow {
  readonly organization_id: string;
  readonly now_ms: string;
  readonly connector: string | null;
  readonly enabled: boolean;
  readonly pause_code: string | null;
  readonly pause_message: string | null;
  readonly paused_ms: string | null;
  readonly rest_code: string | null;
  readonly rest_message: string | null;
  readonly rest_ms: string | null;
  readonly pending: string;
  readonly accepted: string;
  readonly rejected: string;
  readonly held: string;
  readonly retrying: string;
  readonly oldest_ms: string | null;
  readonly synced_ms: string | null;
  readonly run_id: string | null;
  readonly trigger: string | null;
  readonly is_served: boolean;
  readonly is_backing_off: boolean;
  readonly is_overdue: boolean | null;
}

/**
 * What an organization owes is counted by its index: while nearly all of the outbox is another's, PostgreSQL would take reading all of it for as good, and do it once for
 * each organization. And a plan is made once for a connection: making it takes longer than running it.
 */
const byIndex =
  "select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)";

/** Status on PostgreSQL, in one statement: its figures are of one instant. */
export function createPostgresStatusStore(requestPool: Pool): StatusStore {
  return {
    read: (organizationId) =>
      inOrganization(requestPool, organizationId, async (client) => {
        await client.query(byIndex);
        const query = { name: 'status', text: status, values: [organizationId] };
        return (await client.query<StatusRow>(query)).rows.map(statusOf)[0];
      }),
    history: (organizationId) =>
      inOrganization(requestPool, organizationId, async (client) => {
        const query = { name: 'status-history', text: statusHistory, values: [organizationId] };
        return historyOf((await client.query<DayRow>(query)).rows);
      }),
  };
}

/** Overview on PostgreSQL, in the platform's scope: one statement for a page of organizations. */
export function createPostgresOverviewStore(enginePool: Pool): OverviewStore {
  return {
    async list({ limit, after = null, connector = null }) {
      const { rows } = await inTransaction(enginePool, async (client) => {
        await client.query(byIndex);
        const query = { name: 'overview', text: overview, values: [after, limit, connector] };
        return await client.query<StatusRow & { readonly name: string }>(query);
      });
      return rows.map((row) => ({ organizationId: row.organization_id, name: row.name, status: statusOf(row) }));
    },
  };
}

/** A day, and beside each the same figures of all of them. */
interface DayRow {
  readonly date: string;
  readonly booked: number;
  readonly failed: number;
  readonly timed: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

function historyOf(rows: readonly DayRow[]): StatusHistory {
  const [{ timed, p50, p95 } = { timed: 0, p50: null, p95: null }] = rows;
  return {
    days: rows.map(({ date, booked, failed }) => ({ date, booked, failed })),
    approvalToBooked: p50 === null || p95 === null ? null : { records: timed, p50Seconds: p50, p95Seconds: p95 },
  };
}

function statusOf(row: StatusRow): OrganizationStatus {
  const { run_id: syncId, trigger } = row;
  return {
    at: new Date(Number(row.now_ms)),
    connector: row.connector,
    enabled: row.enabled,
    paused: pausedOf(row),
    resting: restingOf(row),
    pending: Number(row.pending),
    accepted: Number(row.accepted),
    rejected: Number(row.rejected),
    held: Number(row.held),
    retrying: Number(row.retrying),
    oldestPendingSince: instantOf(row.oldest_ms),
    lastSyncAt: instantOf(row.synced_ms),
    running: syncId === null || trigger === null ? null : { syncId, trigger: triggerOf(trigger) },
    isServed: row.is_served,
    isBackingOff: row.is_backing_off,
    isOverdue: row.is_overdue === true,
  };
}

function pausedOf({ pause_code: code, pause_message: message, paused_ms: ms }: StatusRow) {
  if (code === null) return null;
  return { code: errorCodeOf(code), message: message ?? '', since: new Date(Number(ms)) };
}

function restingOf({ rest_code: code, rest_message: message, rest_ms: ms }: StatusRow) {
  if (code === null) return null;
  return { code: errorCodeOf(code), message: message ?? '', until: new Date(Number(ms)) };
}

const instantOf = (milliseconds: string | null) => (milliseconds === null ? null : new Date(Number(milliseconds)));
