import { randomUUID } from 'node:crypto';
import { type LeasedLane, type OutboxStore, parseVoucherReference, shareTurn } from '@bilag/core';
import pRetry from 'p-retry';
import type { Pool } from 'pg';
import { isAway } from './database-away.ts';
import { type DueRow, dueEntryOf, intentChange, outcomeChange, storable } from './outbox-rows.ts';
import { nothing, type Remembered, witnessValues } from './remembered.ts';
import * as sql from './sql/outbox-statements.ts';

/** By how much the lease outlives a call, in milliseconds: for recording its outcome, and for clocks that drift within a call. */
const leaseMarginMs = 10_000;

/**
 * The outbox on PostgreSQL, in the platform's scope. Every write asks for owner and fence in the statement that writes. What
 * leads to a call to an ERP asks there, too, whether this is still the database that this process remembers, and may send.
 */
export function createPostgresOutboxStore(enginePool: Pool, remembered: Remembered = nothing): OutboxStore {
  const holder = ({ organizationId, owner, fence }: LeasedLane) => [organizationId, owner, String(fence)];
  return {
    async findDueLanes(limit) {
      const { rows } = await enginePool.query<{ organization_id: string }>({
        name: 'find-due-lanes',
        text: sql.findDueLanes,
        values: [limit, ...witnessValues(remembered())],
      });
      return rows.map((row) => row.organization_id);
    },
    async leaseLanes({ owner, organizations, leaseMs }) {
      const { rows } = await enginePool.query<LeasedRow>({
        name: 'lease-lanes',
        text: sql.leaseLanes,
        values: [owner, organizations, leaseMs, ...witnessValues(remembered())],
      });
      return rows.map((row) => ({
        organizationId: row.organization_id,
        owner,
        fence: BigInt(row.fence),
        troubles: row.troubles,
        hasOrphans: row.has_orphans,
      }));
    },
    async adoptOrphans(lane) {
      const message = 'The sender stopped before it recorded an answer.';
      const { rows } = await enginePool.query<{ lanes: number; adopted: number }>({
        name: 'adopt-orphans',
        text: sql.adoptOrphans,
        values: [...holder(lane), message],
      });
      const [counted] = rows;
      return counted?.lanes === 1 ? counted.adopted : undefined;
    },
    async readDue(lane, limit) {
      const query = { name: 'read-due', text: sql.readDue, values: [...holder(lane), limit] };
      const { rows } = await enginePool.query<DueRow>(query);
      const due = rows.map((row) => dueEntryOf(lane.organizationId, row));
      return shareTurn(
        due.filter((it) => !it.fresh),
        due.filter((it) => it.fresh),
        limit,
      );
    },
    async readInDoubt(lane, limit) {
      const query = { name: 'read-in-doubt', text: sql.readInDoubt, values: [...holder(lane), limit] };
      return (await enginePool.query<DueRow>(query)).rows.map((row) => dueEntryOf(lane.organizationId, row));
    },
    async sentPayloads(lane, sequences) {
      const values = [...holder(lane), sequences.map(String)];
      const query = { name: 'sent-payloads', text: sql.sentPayloads, values };
      const { rows } = await enginePool.query<{ reference: string; payload: string }>(query);
      return new Map(rows.map(({ reference, payload }) => [parseVoucherReference(reference), payload]));
    },
    openAttempts: (lane, intents, operationMs) =>
      openAttempts({ enginePool, remembered }, holder(lane), intents, operationMs),
    recordOutcomes(lane, outcomes) {
      // What was committed although its answer was lost is known by its name when it is repeated.
      const values = [...holder(lane), JSON.stringify(outcomes.map(outcomeChange)), randomUUID()];
      return outlivingBlip(async () => {
        const query = { name: 'record-outcomes', text: sql.recordOutcomes, values };
        const { rows } = await enginePool.query<{ recorded: boolean }>(query);
        return rows[0]?.recorded === true;
      });
    },
    async renewLease(lane, leaseMs) {
      const query = { name: 'renew-lease', text: sql.renewLease, values: [...holder(lane), leaseMs] };
      return (await enginePool.query(query)).rowCount === 1;
    },
    async advanceCursor(lane, sequence) {
      const values = [...holder(lane), String(sequence)];
      await enginePool.query({ name: 'advance-cursor', text: sql.advanceCursor, values });
    },
    async release(lane, { restMs = 0, restingFor, troubles = null, pause }) {
      const { code = null, message = null, configVersion = 0, credentialVersion = 0 } = pause ?? {};
      const why = [code, storable(message), configVersion, credentialVersion];
      const rest = [restingFor?.code ?? null, storable(restingFor?.message ?? null)];
      const values = [...holder(lane), restMs, ...why, troubles, ...rest];
      const query = { name: 'release-lane', text: sql.releaseLane, values };
      return (await enginePool.query<{ is_due: boolean }>(query)).rows[0]?.is_due === true;
    },
  };
}

interface LeasedRow {
  readonly organization_id: string;
  readonly fence: string;
  readonly troubles: number;
  readonly has_orphans: boolean;
}

/**
 * All of them or none: one entry that is not as it was read means that somebody else has been here. So does a configuration or a mapping that is no longer the one
 * the vouchers were made with. Lane first, then configuration: the order of everybody who changes them.
 */
async function openAttempts(
  { enginePool, remembered }: { readonly enginePool: Pool; readonly remembered: Remembered },
  holder: readonly string[],
  intents: Parameters<OutboxStore['openAttempts']>[1],
  operationMs: number,
) {
  const [{ configVersion, credentialVersion, newestMappingVersion } = noVersions] = intents;
  const times = [operationMs, leaseMarginMs];
  const changes = JSON.stringify(intents.map(intentChange));
  const versions = [configVersion, credentialVersion, newestMappingVersion];
  const values = [...holder, changes, ...times, ...witnessValues(remembered()), ...versions];
  const query = { name: 'open-attempts', text: sql.openAttempts, values };
  try {
    const { rows } = await enginePool.query<{ outcome: string }>(query);
    return rows[0]?.outcome === 'opened' ? { sendWithinMs: operationMs } : undefined;
  } catch (error) {
    if (isStale(error)) return 'stale';
    throw error;
  }
}

/** What `bilag.open_attempts` raises, so that nothing is kept of it. */
const isStale = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'BL001';

/** What the ERP answered is known now and here only: a database that is away for a moment must not turn it into a doubt. Ends within the lease. */
function outlivingBlip<T>(work: () => Promise<T>): Promise<T> {
  return pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 100,
    maxTimeout: 1_000,
    maxRetryTime: leaseMarginMs - 2_000,
    shouldRetry: ({ error }) => isAway(error),
  });
}

const noVersions = { configVersion: 0, credentialVersion: 0, newestMappingVersion: 0 };
