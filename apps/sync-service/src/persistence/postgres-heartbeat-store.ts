import type { HeartbeatStore } from '@bilag/core';
import type { Pool } from 'pg';
import { holdReasonOf } from './instance-rows.ts';
import { beat } from './sql/instance-statements.ts';

interface BeatRow {
  readonly instance_id: string;
  readonly epoch: string;
  readonly beats: string;
  readonly mode: 'normal' | 'reconcile-only';
  readonly why: string | null;
}

/** Heartbeats on PostgreSQL, in the platform's scope: one statement, which is one transaction. */
export function createPostgresHeartbeatStore(enginePool: Pool): HeartbeatStore {
  return {
    async beat(remembered, isUnreadable) {
      const { instanceId = null, epoch = null, beats = null } = remembered ?? {};
      const values = [instanceId, epoch, beats, isUnreadable];
      const { rows } = await enginePool.query<BeatRow>({ name: 'beat', text: beat, values });
      const [row] = rows;
      if (row === undefined) throw new Error('The heartbeat was not counted.');
      const { instance_id: id, mode, why } = row;
      return { instanceId: id, epoch: Number(row.epoch), beats: Number(row.beats), mode, why: holdReasonOf(why) };
    },
  };
}
