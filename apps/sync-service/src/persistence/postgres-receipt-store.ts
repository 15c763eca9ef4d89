import type { LeasedLane, ReceiptIntent, ReceiptStore } from '@bilag/core';
import type { Pool } from 'pg';
import { dueReceiptOf, type ReceiptRow, receiptIntentChange, receiptOutcomeChange } from './receipt-rows.ts';
import { nothing, type Remembered, witnessValues } from './remembered.ts';
import { inTransaction } from './sql/in-organization.ts';
import { lockConfig, lockLane } from './sql/outbox-statements.ts';
import * as sql from './sql/receipt-statements.ts';

/** By how much the lease outlives a call, in milliseconds: for recording its outcome, and for clocks that drift within a call. */
const leaseMarginMs = 10_000;

const orphaned = 'The sender stopped before it recorded an answer.';

/** Receipts on PostgreSQL, in the platform's scope. Every write asks for owner and fence in the statement that writes, or under the lane's lock. */
export function createPostgresReceiptStore(enginePool: Pool, remembered: Remembered = nothing): ReceiptStore {
  return {
    async readDue(lane, limit) {
      const values = [...holder(lane), limit, orphaned];
      const { rows } = await enginePool.query<ReceiptRow | NoReceipt>({
        name: 'read-due-receipts',
        text: sql.readDueReceipts,
        values,
      });
      if (rows.length === 0) return undefined;
      return rows.filter((row): row is ReceiptRow => row.record_id !== null).map(dueReceiptOf);
    },
    openAttempt: (lane, intent, operationMs) => openAttempt({ enginePool, remembered }, lane, intent, operationMs),
    async recordOutcome(lane, outcome) {
      const values = [...holder(lane), JSON.stringify(receiptOutcomeChange(outcome))];
      return await inTransaction(enginePool, async (client) => {
        const query = { name: 'record-receipt-outcome', text: sql.recordReceiptOutcome, values };
        const { rows } = await client.query<{ lanes: number; touched: number }>(query);
        if (rows[0]?.lanes !== 1) return false;
        if (rows[0].touched !== 1) throw new Error('An outcome belongs to no receipt as it was read.');
        return true;
      });
    },
    async rest(lane, ms) {
      await enginePool.query({ name: 'rest-receipts', text: sql.restReceipts, values: [...holder(lane), ms] });
    },
  };
}

/** The row of a lane that is ours and has nothing due. */
interface NoReceipt {
  readonly record_id: null;
}

const holder = ({ organizationId, owner, fence }: LeasedLane) => [organizationId, owner, String(fence)];

/** Lane first, then configuration: the order of everybody who changes them. */
async function openAttempt(
  { enginePool, remembered }: { readonly enginePool: Pool; readonly remembered: Remembered },
  lane: LeasedLane,
  intent: ReceiptIntent,
  operationMs: number,
) {
  const { configVersion, credentialVersion } = intent;
  const values = [...holder(lane), JSON.stringify(receiptIntentChange(intent)), operationMs, leaseMarginMs];
  return await inTransaction(enginePool, async (client) => {
    const place = [...holder(lane), ...witnessValues(remembered())];
    const held = await client.query({ name: 'lock-lane', text: lockLane, values: place });
    const versions = [lane.organizationId, configVersion, credentialVersion];
    const config = await client.query({ name: 'lock-config', text: lockConfig, values: versions });
    if (held.rowCount !== 1 || config.rowCount !== 1) return undefined;
    const query = { name: 'open-receipt-attempt', text: sql.openReceiptAttempt, values };
    return (await client.query(query)).rowCount === 1 ? { sendWithinMs: operationMs } : undefined;
  });
}
