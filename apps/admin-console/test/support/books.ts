import { anApproval } from '@bilag/core/testing';
import { expect, vi } from 'vitest';
import { everyEntry } from '../../../sync-service/test/support/engine.ts';
import { approvalsOf, recordsOf } from '../../../sync-service/test/support/http-service.ts';
import {
  businessCentralIntegration,
  connectOrganization,
  standardMapping,
  xledgerIntegration,
} from '../../../sync-service/test/support/organizations.ts';
import { approvingApp, globalAdmin, orgAdmin, type TestService } from '../../../sync-service/test/support/service.ts';
import type { TestConsole } from './console.ts';

/** Cost centers that the mock ledgers have; 999 they have not. */
const costCenters: Readonly<Record<string, string>> = { nbf: '310', hlf: '100' };

/** Approves an expense of one line, a toll on a cost center that the ledger has unless something else is said. */
export async function approve(
  service: TestService,
  organizationId: string,
  sourceId: string,
  line: { readonly expenseType?: string; readonly costCenter?: string; readonly text?: string } = {},
): Promise<void> {
  const costCenter = costCenters[organizationId] ?? '';
  const lines = [{ expenseType: 'toll', amount: '1120.50', costCenter, text: 'Toll Oslo', ...line }];
  const approval = anApproval({ sourceId, lines });
  const { status } = await service.call('POST', approvalsOf(organizationId), approvingApp(organizationId), approval);
  expect(status).toBe(201);
}

/**
 * Two organizations: one on Xledger with a record that is booked and three that failed on their cost center; one on Business Central, disabled, with two
 * records that wait. `whenConnected` is done before anything is approved.
 */
export async function keepBooks({ service, mock }: TestConsole, whenConnected?: () => Promise<void>): Promise<void> {
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await whenConnected?.();
  await approve(service, 'nbf', 'NBF-1');
  for (const name of ['NBF-2', 'NBF-3', 'NBF-4']) await approve(service, 'nbf', name, { costCenter: '999' });
  await vi.waitFor(
    async () =>
      expect(await everyEntry(service)).toEqual([
        { state: 'rejected', count: 3 },
        { state: 'synced', count: 1 },
      ]),
    { interval: 100 },
  );
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  await service.call('PUT', '/v1/organizations/hlf/integration/enabled', globalAdmin, { enabled: false });
  for (const name of ['HLF-1', 'HLF-2']) await approve(service, 'hlf', name);
}

/** Lets the mapping send every toll to a cost center that the ledger has. */
export async function setCostCenterRight(service: TestService, organizationId: string): Promise<void> {
  const toll = { ...standardMapping.expenseTypes.toll, costCenter: '310' };
  const body = { ...standardMapping, expenseTypes: { ...standardMapping.expenseTypes, toll } };
  await service.call('PUT', `/v1/organizations/${organizationId}/integration/mapping`, orgAdmin(organizationId), body);
}

/** The source ids of the records that failed. */
export async function failedOf(service: TestService, organizationId: string): Promise<readonly string[]> {
  const path = `${recordsOf(organizationId)}?failed=true`;
  const { body } = await service.call<{ items: readonly { sourceId: string }[] }>(
    'GET',
    path,
    orgAdmin(organizationId),
  );
  return body.items.map((it) => it.sourceId).toSorted();
}
