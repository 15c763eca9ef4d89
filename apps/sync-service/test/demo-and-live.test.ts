import { anApproval } from '@bilag/core/testing';
import { startMockErp } from '@bilag/mock-erp';
import { expect, onTestFinished, test } from 'vitest';
import { settle } from './support/engine.ts';
import { approvalsOf, recordsOf } from './support/http-service.ts';
import { connectOrganization, xledgerIntegration, xledgerRestIntegration } from './support/organizations.ts';
import { approvingApp, aServiceWithMock, globalAdmin } from './support/service.ts';

const app = approvingApp('nbf');
const connection = '/v1/organizations/nbf/integration';
const lines = [{ expenseType: 'toll', amount: '120.00', costCenter: '310', text: 'Toll' }];

test.each([
  ['GraphQL', xledgerIntegration],
  ['REST', xledgerRestIntegration],
])(
  'what was booked in a demo is not taken back in the live books, although the demo is a copy of them with the same entity (%s)',
  async (_interface, integration) => {
    const { service, mock: demo } = await aServiceWithMock();
    const live = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
    onTestFinished(() => live.close());
    await connectOrganization(service, 'nbf', integration(demo));
    await service.call('POST', approvalsOf('nbf'), app, anApproval({ sourceId: 'CLM-7', lines }));
    await settle(service);
    expect(demo.world.ledger.list()).toHaveLength(1);
    for (const [method, part, body] of [
      ['PUT', '', integration(live)],
      ['POST', '/test', undefined],
      ['PUT', '/enabled', { enabled: true }],
    ] as const) {
      expect(await service.call(method, `${connection}${part}`, globalAdmin, body)).toMatchObject({ status: 200 });
    }
    await service.call('POST', `${approvalsOf('nbf')}/withdrawals`, app, {
      kind: 'reimbursement',
      sourceId: 'CLM-7',
      revision: 1,
      withdrawnAt: '2026-03-07T08:00:00Z',
      withdrawnBy: 'kari@example.org',
      reason: 'Paid by others.',
    });
    await settle(service);
    expect(live.world.ledger.list()).toEqual([]);
    const { body } = await service.call('GET', recordsOf('nbf'), globalAdmin);
    expect(body).toMatchObject({ items: [{ reversal: { state: 'rejected' } }] });
  },
);
