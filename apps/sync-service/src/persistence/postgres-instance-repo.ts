import { type InstanceRepo, SyncError } from '@bilag/core';
import type { Pool } from 'pg';
import { type InstanceRow, instanceStateOf } from './instance-rows.ts';
import { inTransaction } from './sql/in-organization.ts';
import * as sql from './sql/instance-statements.ts';

/** How the release is tuned. */
export interface ReleaseOptions {
  /** How long nothing is sent after it, in milliseconds: the longest settling time of any accounting system. */
  readonly restMs: number;
}

/** The installation on PostgreSQL, in the platform's scope: it is about no organization, or about all. */
export function createPostgresInstanceRepo(enginePool: Pool, { restMs }: ReleaseOptions): InstanceRepo {
  const read = async () => {
    const { rows } = await enginePool.query<InstanceRow>({ name: 'read-instance', text: sql.read });
    const [row] = rows;
    if (row === undefined) throw new Error('The installation has no row; nothing is sent without one.');
    return instanceStateOf(row);
  };
  return {
    read,
    async release(epoch, reason, actor) {
      const values = [epoch, actor, reason, restMs, skippedNumbers];
      const result = await inTransaction(enginePool, async (client) => {
        // Millions of entries may be marked.
        await client.query(`set local statement_timeout = ${patienceMs}`);
        const query = { text: sql.release, values, query_timeout: patienceMs };
        return (await client.query<{ result: string }>(query)).rows[0]?.result;
      });
      if (result === 'not-held') throw new SyncError('INSTANCE_NOT_HELD', 'This installation is not held back.');
      if (result !== 'released') throw new SyncError('INSTANCE_EPOCH_DIFFERS', `The epoch is no longer ${epoch}.`);
      return await read();
    },
  };
}

/** How long a release may take, in milliseconds. */
const patienceMs = 600_000;

/**
 * How many voucher numbers a release leaves out, as holding does before it: those that the former instance gave after the backup must not be given to other
 * records. More approvals than any installation takes between two backups; a connector whose accounting system has shorter numbers begins again when they end.
 */
const skippedNumbers = 1_000_000;
