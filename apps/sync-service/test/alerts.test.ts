import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { alertDetail, alertsOf, inShort, openAlerts, platformAlerts, quietAlerts } from './support/alerts.ts';
import { settle, skipBackoff } from './support/engine.ts';
import { approvalsOf, recordsOf } from './support/http-service.ts';
import {
  businessCentralIntegration,
  connectOrganization,
  standardMapping,
  xledgerIntegration,
} from './support/organizations.ts';
import { ownSql } from './support/reconciliation.ts';
import { approvingApp, aServiceWithMock, orgAdmin, type TestService } from './support/service.ts';

const admin = orgAdmin('nbf');

/** Errors of the organization's records in the sync log. */
async function errorsOf(service: TestService, id = 'nbf'): Promise<number> {
  const [row] = await ownSql<{ count: number }>(
    service,
    "select count(*)::integer as count from bilag.sync_logs where organization_id = $1 and action = 'attempt' and result = 'retrying'",
    [id],
  );
  return row?.count ?? 0;
}

/** Lets the accounting system turn the next attempt away, and waits until it has. */
async function failOnce(service: TestService, id = 'nbf'): Promise<void> {
  const before = await errorsOf(service, id);
  await skipBackoff(service);
  await expect.poll(() => errorsOf(service, id), { interval: 50 }).toBeGreaterThan(before);
}

const claim = (costCenter: string) =>
  anApproval({ lines: [{ expenseType: 'toll', amount: '120.00', costCenter, text: 'Toll' }] });

test('ALR-1 ALR-4 ALR-5 a claim that an accounting system turns away three times alerts, leads to the record, and clears once booked', async () => {
  const { service, mock } = await aServiceWithMock(quietAlerts);
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const busy = { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } as const;
  mock.world.faults.add({ id: 'busy', operation: 'xledger.addGLImportItems', effect: busy });
  const approved = await service.call<{ id: string }>('POST', approvalsOf('nbf'), approvingApp('nbf'), claim('310'));
  await expect.poll(() => errorsOf(service)).toBe(1);
  expect(await openAlerts(service, 'nbf')).toEqual([]);
  await failOnce(service);
  expect(await openAlerts(service, 'nbf')).toEqual([]);
  await failOnce(service);
  const [alert] = await openAlerts(service, 'nbf');
  expect(alert).toMatchObject({ kind: 'third-failure', code: 'ERP_RATE_LIMITED', connector: 'xledger', count: 1 });
  expect(alert?.href).toBe(`/console/organizations/nbf/records/${approved.body.id}`);
  expect(await alertDetail(service, alert ?? { link: '' })).toMatchObject({
    recordKinds: ['reimbursement'],
    failuresInARow: 3,
  });
  mock.world.faults.remove('busy');
  await settle(service, { hurry: skipBackoff });
  expect(await openAlerts(service, 'nbf')).toEqual([]);
  expect(await alertsOf(service, 'nbf')).toMatchObject([{ id: alert?.id, state: 'cleared' }]);
});

test('DOD-3 DOD-5 ALR-5 records that are refused for one reason are one alert; after a retry that books them all is clear', async () => {
  const { service, mock } = await aServiceWithMock(quietAlerts);
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  for (let n = 0; n < 3; n += 1) await service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), claim('999'));
  await settle(service);
  const [alert, ...others] = await openAlerts(service, 'nbf');
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ kind: 'records-refused', code: 'ERP_UNKNOWN_DIMENSION_VALUE', count: 3 });
  const { toll } = standardMapping.expenseTypes;
  const fixed = { ...standardMapping.expenseTypes, toll: { ...toll, costCenter: '310' } };
  const mapping = { ...standardMapping, expenseTypes: fixed };
  await service.call('PUT', '/v1/organizations/nbf/integration/mapping', admin, mapping);
  await service.call('POST', `${recordsOf('nbf')}/retry`, admin, {});
  await settle(service);
  expect(await openAlerts(service, 'nbf')).toEqual([]);
  const told = await ownSql<{ action: string; result: string }>(
    service,
    "select action, result from bilag.sync_logs where result = 'failed'",
  );
  expect(told.length).toBeGreaterThanOrEqual(3);
});

test('ALR-6 DOD-3 an accounting system that refuses access to two organizations is one alert for global admins, and clears when enabled again', async () => {
  const { service, mock } = await aServiceWithMock(quietAlerts);
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await connectOrganization(service, 'hlf', businessCentralIntegration(mock));
  const refused = { kind: 'status', status: 403 } as const;
  mock.world.faults.add({ id: 'nbf', operation: 'xledger.addGLImportItems', effect: refused });
  mock.world.faults.add({ id: 'hlf', operation: 'bc.journals.create', effect: refused });
  await service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), claim('310'));
  await service.call('POST', approvalsOf('hlf'), approvingApp('hlf'), claim('100'));
  const paused = async () => (await ownSql(service, 'select from bilag.lanes where pause_code is not null')).length;
  await expect.poll(paused).toBe(2);
  expect(inShort(await openAlerts(service, 'nbf'))).toEqual([['sync-paused', 'ERP_AUTHENTICATION_FAILED', 0]]);
  const [alert] = await platformAlerts(service);
  expect(alert).toMatchObject({ kind: 'organizations-failing', count: 2 });
  expect(alert?.organizations?.map(({ id }) => id)).toEqual(['hlf', 'nbf']);
  for (const id of ['nbf', 'hlf']) {
    mock.world.faults.remove(id);
    const enabled = await service.call('PUT', `/v1/organizations/${id}/integration/enabled`, orgAdmin(id), {
      enabled: true,
    });
    expect(enabled.status).toBe(200);
  }
  await settle(service);
  for (const id of ['nbf', 'hlf']) expect(await openAlerts(service, id)).toEqual([]);
  expect(await platformAlerts(service)).toEqual([]);
});
