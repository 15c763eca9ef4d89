import { type HoldReason, holdReasons, type InstanceState } from '@bilag/core';

/** The installation's row. `bigint` columns arrive as text. */
export interface InstanceRow {
  readonly instance_id: string | null;
  readonly epoch: string;
  readonly mode: 'normal' | 'reconcile-only';
  readonly why: string | null;
  readonly since_ms: string | null;
  readonly send_after_ms: string | null;
  readonly look_up_before_ms: string | null;
  readonly beat_ms: string | null;
  readonly released_ms: string | null;
  readonly released_by: string | null;
  readonly release_reason: string | null;
  readonly system_identifier: string | null;
  readonly timeline: string | null;
  readonly database_oid: string | null;
  readonly database_name: string | null;
  readonly live_system_identifier: string | null;
  readonly live_timeline: string | null;
  readonly live_database_oid: string | null;
  readonly live_database_name: string | null;
}

/** The row as the administrator's view of it. */
export function instanceStateOf(row: InstanceRow): InstanceState {
  return {
    instanceId: row.instance_id,
    epoch: Number(row.epoch),
    mode: row.mode,
    why: holdReasonOf(row.why),
    since: instantOf(row.since_ms),
    sendsAfter: instantOf(row.send_after_ms),
    lookUpBefore: instantOf(row.look_up_before_ms),
    heartbeatAt: instantOf(row.beat_ms),
    recorded: {
      systemIdentifier: row.system_identifier,
      timeline: row.timeline,
      databaseOid: row.database_oid,
      databaseName: row.database_name,
    },
    found: {
      systemIdentifier: row.live_system_identifier,
      timeline: row.live_timeline,
      databaseOid: row.live_database_oid,
      databaseName: row.live_database_name,
    },
    releasedAt: instantOf(row.released_ms),
    releasedBy: row.released_by,
    releaseReason: row.release_reason,
  };
}

/** Whoever holds it by hand may have written any words. */
export function holdReasonOf(why: string | null): HoldReason | null {
  return why === null ? null : (holdReasons.find((it) => it === why) ?? 'held-by-hand');
}

const instantOf = (ms: string | null) => (ms === null ? null : new Date(Number(ms)));
