import {
  type ExpenseRecord,
  type MasterData,
  type OutboxEntry,
  type OutboxState,
  parseCalendarDate,
  previewVoucher,
  type SentVoucher,
  type StoredRecord,
} from '@bilag/core';
import { aFieldMapping, someMasterData } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { anOrganization, type TestOrganization } from './support/an-organization.ts';

/** The record as people see it, behind the port. */
function recordsOf(entry: OutboxEntry, record: ExpenseRecord, state: OutboxState, sent?: SentVoucher) {
  const { recordId, reference } = entry;
  const at = record.approvedAt;
  const progress = { state, attempts: 0, erpReference: null, failure: null, nextAttemptAt: null };
  const voucherNumber = Number(entry.sequence);
  const stored = {
    recordId,
    reference,
    voucherNumber,
    record,
    receipts: [],
    withdrawal: null,
    reversal: null,
    receivedAt: at,
    progress: { ...progress, updatedAt: at },
  };
  return {
    find: (_: string, id: string) => Promise.resolve<StoredRecord | undefined>(id === recordId ? stored : undefined),
    sentVoucher: () => Promise.resolve(sent),
  };
}

/** The payloads of a service's calls, as its log keeps them. */
async function sendAndWatch(org: TestOrganization) {
  const opened: Pick<SentVoucher, 'payload' | 'payloadHash'>[] = [];
  const outbox = { ...org.outbox };
  outbox.openAttempts = (lane, intents, operationMs) => {
    opened.push(...intents.map(({ payload, payloadHash }) => ({ payload, payloadHash })));
    return org.outbox.openAttempts(lane, intents, operationMs);
  };
  await org.serve({ outbox });
  return opened;
}

async function approveAndPreview(org: TestOrganization) {
  const entry = await org.approve();
  const lane = await org.lease();
  const [due] = lane ? await org.outbox.readDue(lane, 1) : [];
  if (lane === undefined || due === undefined) throw new Error('Nothing is due.');
  await org.outbox.release(lane, {});
  const previewIn = (state: OutboxState, sent?: SentVoucher, recordId = entry.recordId) =>
    previewVoucher('nbf', recordId, { ...org.ports, records: recordsOf(entry, due.record, state, sent) });
  const preview = (recordId?: string) => previewIn('pending', undefined, recordId);
  return { entry, preview, previewIn };
}

describe('a preview', () => {
  test('shows the bytes that are then sent, and sends nothing itself', async () => {
    const org = anOrganization();
    const { entry, preview } = await approveAndPreview(org);
    const shown = await preview();
    expect(org.gateway.calls).toEqual([]);
    const opened = await sendAndWatch(org);
    expect(org.entry(entry)?.state).toBe('synced');
    expect(shown.kind === 'voucher' && [{ payload: shown.payload, payloadHash: shown.sha256 }]).toEqual(opened);
  });

  test('of a record that the organization does not have is refused', async () => {
    const { preview } = await approveAndPreview(anOrganization());
    await expect(preview('another')).rejects.toMatchObject({ code: 'RECORD_NOT_FOUND' });
  });

  const period = (month: string, last: string, open: boolean) => ({
    from: parseCalendarDate(`2026-${month}-01`),
    to: parseCalendarDate(`2026-${month}-${last}`),
    open,
  });
  const anOrganizationWith = async (data: MasterData) => {
    const org = anOrganization(aFieldMapping({ closedPeriod: 'next-open-period' }));
    org.gateway.masterData = data;
    await org.ports.masterData.save({ organizationId: 'nbf', configVersion: 1, credentialVersion: 1 }, data);
    return org;
  };

  test('of a voucher that is moved to an open period has the hash of what is then sent', async () => {
    const data = someMasterData({ periods: [period('03', '31', false), period('04', '30', true)] });
    const org = await anOrganizationWith(data);
    const { entry, preview } = await approveAndPreview(org);
    const shown = await preview();
    if (shown.kind !== 'voucher') throw new Error(shown.reason);
    expect(shown.voucher.postingDate).toBe('2026-04-01');
    expect(await sendAndWatch(org)).toEqual([{ payload: shown.payload, payloadHash: shown.sha256 }]);
    expect(org.entry(entry)?.state).toBe('synced');
    expect(shown.problem).toBeUndefined();
  });

  const sentIn = (mappingVersion: number, postingDate: string): SentVoucher => {
    const kept = { payload: '{"kept":true}', payloadHash: 'hash of what was kept' };
    return { ...kept, connector: 'fake', mappingVersion, postingDate: parseCalendarDate(postingDate) };
  };
  const accountsIn = (shown: Awaited<ReturnType<typeof previewVoucher>>) =>
    shown.kind === 'voucher' ? shown.voucher.lines.map(({ ledgerAccount }) => ledgerAccount) : [];

  test.each<OutboxState>(['sending', 'unknown', 'held', 'accepted', 'synced'])(
    'of a record that is %s shows what was sent, also after the field mapping has changed',
    async (state) => {
      const org = anOrganization();
      const { previewIn } = await approveAndPreview(org);
      const toll = { treatment: 'post', ledgerAccount: '7199' } as const;
      org.remap(aFieldMapping({ version: 2, expenseTypes: { ...aFieldMapping().expenseTypes, toll } }));
      const shown = await previewIn(state, sentIn(1, '2026-03-05'));
      expect(shown).toMatchObject({ as: 'sent', payload: '{"kept":true}', sha256: 'hash of what was kept' });
      expect(accountsIn(shown)).toEqual(['7140', '7142', '2910']);
      for (const open of ['pending', 'rejected'] as const) {
        const next = await previewIn(open, sentIn(1, '2026-03-05'));
        expect(next).toMatchObject({ as: 'now' });
        expect(accountsIn(next)).toEqual(['7140', '7199', '2910']);
      }
    },
  );

  test('of a booked voucher that had been moved to an open period shows that day, and its texts say so', async () => {
    const data = someMasterData({ periods: [period('03', '31', false), period('04', '30', true)] });
    const { preview, previewIn } = await approveAndPreview(await anOrganizationWith(data));
    const [before, after] = [await preview(), await previewIn('synced', sentIn(1, '2026-04-01'))];
    expect(after).toMatchObject({ as: 'sent', voucher: { postingDate: '2026-04-01' } });
    expect(before.kind === 'voucher' && before.voucher).toEqual(after.kind === 'voucher' && after.voucher);
  });

  test('of a record that a person has booked, or whose field mapping is gone, shows what would be sent now and says so', async () => {
    const { previewIn } = await approveAndPreview(anOrganization());
    expect(await previewIn('synced')).toMatchObject({ as: 'now' });
    expect(await previewIn('synced', sentIn(9, '2026-03-05'))).toMatchObject({ as: 'now' });
  });

  test('of a voucher that the accounting system would refuse shows it all the same, and what is wrong', async () => {
    const { preview } = await approveAndPreview(await anOrganizationWith(someMasterData({ ledgerAccounts: [] })));
    expect(await preview()).toMatchObject({
      kind: 'voucher',
      payload: expect.stringContaining('7140'),
      problem: { code: 'ERP_UNKNOWN_LEDGER_ACCOUNT', field: 'expenseTypes.public_transport' },
    });
  });

  test('of a voucher for which there is no open period says so', async () => {
    const data = someMasterData({ periods: [period('03', '31', false)] });
    const { preview } = await approveAndPreview(await anOrganizationWith(data));
    await expect(preview()).rejects.toMatchObject({ code: 'ERP_PERIOD_CLOSED', field: 'closedPeriod' });
  });
});
