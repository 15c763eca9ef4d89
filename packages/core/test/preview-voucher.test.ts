import { type ExpenseRecord, type OutboxEntry, previewVoucher, type StoredRecord } from '@bilag/core';
import { describe, expect, test } from 'vitest';
import { anOrganization, type TestOrganization } from './support/an-organization.ts';

/** The record as people see it, behind the port. */
function recordsOf(entry: OutboxEntry, record: ExpenseRecord) {
  const { recordId, reference } = entry;
  const at = record.approvedAt;
  const progress = { state: 'pending', attempts: 0, erpReference: null, failure: null, nextAttemptAt: null } as const;
  const voucherNumber = Number(entry.sequence);
  const stored = {
    recordId,
    reference,
    voucherNumber,
    record,
    receivedAt: at,
    progress: { ...progress, updatedAt: at },
  };
  return {
    find: (_: string, id: string) => Promise.resolve<StoredRecord | undefined>(id === recordId ? stored : undefined),
    list: () => Promise.resolve([stored]),
  };
}

async function approveAndPreview(org: TestOrganization) {
  const entry = await org.approve();
  const lane = await org.lease();
  const [due] = lane ? await org.outbox.readDue(lane, 1) : [];
  if (lane === undefined || due === undefined) throw new Error('Nothing is due.');
  await org.outbox.release(lane, {});
  const ports = { ...org.ports, records: recordsOf(entry, due.record) };
  return { entry, preview: (recordId = entry.recordId) => previewVoucher('nbf', recordId, ports) };
}

describe('a preview', () => {
  test('shows the bytes that are then sent, and sends nothing itself', async () => {
    const org = anOrganization();
    const { entry, preview } = await approveAndPreview(org);
    const shown = await preview();
    expect(org.gateway.calls).toEqual([]);
    const opened: { payload: string; payloadHash: string }[] = [];
    const outbox = { ...org.outbox };
    outbox.openAttempts = (lane, intents, operationMs) => {
      opened.push(...intents.map(({ payload, payloadHash }) => ({ payload, payloadHash })));
      return org.outbox.openAttempts(lane, intents, operationMs);
    };
    await org.serve({ outbox });
    expect(org.entry(entry)?.state).toBe('synced');
    expect(shown.kind === 'voucher' && [{ payload: shown.payload, payloadHash: shown.sha256 }]).toEqual(opened);
  });

  test('of a record that the organization does not have is refused', async () => {
    const { preview } = await approveAndPreview(anOrganization());
    await expect(preview('another')).rejects.toMatchObject({ code: 'RECORD_NOT_FOUND' });
  });
});
