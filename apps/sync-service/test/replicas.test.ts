import { anApproval } from '@bilag/core/testing';
import { describe, expect, test } from 'vitest';
import { everyEntry, passTime, settle } from './support/engine.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { endOf, startReplica } from './support/replica.ts';
import { approvingApp, aServiceWithMock, type TestService } from './support/service.ts';

const approve = async (service: TestService, organizationId: string, count: number): Promise<void> => {
  const costCenter = organizationId === 'nbf' ? '310' : '100';
  const line = { expenseType: 'toll', amount: '61.00', costCenter, text: 'Toll' };
  const approvals = Array.from({ length: count }, () => anApproval({ lines: [line] }));
  const path = `/v1/organizations/${organizationId}/approvals/bulk`;
  const { status } = await service.call('POST', path, approvingApp(organizationId), { approvals });
  expect(status).toBe(200);
};

describe('several processes on one database', () => {
  test('DOD-2 three workers book everything exactly once', async () => {
    const { service, mock } = await aServiceWithMock();
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
    await Promise.all([startReplica(service), startReplica(service)]);
    for (let round = 0; round < 10; round += 1) {
      await Promise.all([approve(service, 'nbf', 10), approve(service, 'hlf', 10)]);
    }
    await settle(service);
    expect(await everyEntry(service)).toEqual([{ state: 'synced', count: 200 }]);
    const references = mock.world.ledger.list().map((voucher) => voucher.reference);
    expect([references.length, new Set(references).size]).toEqual([200, 200]);
  });

  test('a worker killed in the middle of a call leaves nothing lost and nothing doubled', async () => {
    const { service, mock } = await aServiceWithMock({ BILAG_ROLE: 'api' });
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    // Committed at once, answered never: what the killed worker was waiting for.
    const hang = {
      operation: 'xledger.addGLImportItems',
      effect: { kind: 'delay', ms: 60_000, when: 'after' },
      times: 1,
    } as const;
    mock.world.faults.add(hang);
    const worker = await startReplica({ ...service, environment: { ...service.environment, BILAG_ROLE: 'worker' } });
    await approve(service, 'nbf', 5);
    await expect.poll(() => everyEntry(service)).toEqual([{ state: 'sending', count: 5 }]);
    await expect.poll(() => mock.world.ledger.list().length).toBe(5);
    expect(await endOf(worker, 'SIGKILL')).toBe('SIGKILL');
    await startReplica({ ...service, environment: { ...service.environment, BILAG_ROLE: 'worker' } });
    // Longer than its lease lasts.
    await passTime(service, 180_000);
    await settle(service);
    expect(await everyEntry(service)).toEqual([{ state: 'synced', count: 5 }]);
    const references = mock.world.ledger.list().map((voucher) => voucher.reference);
    expect([references.length, new Set(references).size]).toEqual([5, 5]);
  });

  test('a worker that is asked to stop records the answer of the call under way before it ends', async () => {
    const { service, mock } = await aServiceWithMock({ BILAG_ROLE: 'api' });
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    const slow = {
      operation: 'xledger.addGLImportItems',
      effect: { kind: 'delay', ms: 1_500, when: 'after' },
    } as const;
    mock.world.faults.add(slow);
    const worker = await startReplica({ ...service, environment: { ...service.environment, BILAG_ROLE: 'worker' } });
    await approve(service, 'nbf', 1);
    await expect.poll(() => everyEntry(service)).toEqual([{ state: 'sending', count: 1 }]);
    expect(await endOf(worker, 'SIGTERM')).toBe(0);
    expect(await everyEntry(service)).toEqual([{ state: 'accepted', count: 1 }]);
  });
});
