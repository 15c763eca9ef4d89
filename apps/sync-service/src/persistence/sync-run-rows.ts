import { type SyncRun, type SyncState, type SyncTrigger, syncStates, syncTriggers } from '@bilag/core';
import { errorCodeOf } from './stored-words.ts';

/** A sync as the statements give it. `bigint` columns arrive as text. */
export interface SyncRunRow {
  readonly run_id: string;
  readonly trigger: string;
  readonly state: string;
  readonly requested_ms: string;
  readonly requested_by: string;
  readonly finished_ms: string | null;
  readonly records: number;
  readonly synced: number;
  readonly accepted: number;
  readonly nothing_to_post: number;
  readonly failed: number;
  readonly waiting: number;
  readonly stop_code: string | null;
  readonly stop_message: string | null;
}

/** A row as a domain value. */
export function syncRunOf(row: SyncRunRow): SyncRun {
  const { synced, accepted, failed, waiting } = row;
  return {
    syncId: row.run_id,
    trigger: triggerOf(row.trigger),
    state: stateOf(row.state),
    requestedAt: instantOf(row.requested_ms),
    requestedBy: row.requested_by,
    finishedAt: row.finished_ms === null ? null : instantOf(row.finished_ms),
    records: row.records,
    progress: { synced, accepted, nothingToPost: row.nothing_to_post, failed, waiting },
    stopped: row.stop_code === null ? null : { code: errorCodeOf(row.stop_code), message: row.stop_message ?? '' },
  };
}

/** A stored word as a trigger. @throws when it is none: the row was written by a newer release. */
export function triggerOf(word: string): SyncTrigger {
  const trigger = syncTriggers.find((it) => it === word);
  if (trigger === undefined) throw new Error(`«${word}» does not begin a sync.`);
  return trigger;
}

function stateOf(word: string): SyncState {
  const state = syncStates.find((it) => it === word);
  if (state === undefined) throw new Error(`«${word}» is not a state of a sync.`);
  return state;
}

const instantOf = (milliseconds: string) => new Date(Number(milliseconds));
