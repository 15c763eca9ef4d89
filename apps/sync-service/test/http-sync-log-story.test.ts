import { createHash } from 'node:crypto';
import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { settle } from './support/engine.ts';
import { approvalsOf } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { approvingApp, aServiceWithMock, globalAdmin, orgAdmin, type TestService } from './support/service.ts';
import { beginSync, endOfSync } from './support/syncs.ts';

const logs = '/v1/organizations/nbf/sync-logs';
const admin = orgAdmin('nbf');

interface Entry {
  readonly link: string;
  readonly [name: string]: unknown;
}

/** The entries that a filter lets through, newest first, each with its detail. */
async function entries(service: TestService, search: string): Promise<readonly Entry[]> {
  const { body } = await service.call<{ readonly items: readonly Entry[] }>('GET', `${logs}?${search}`, admin);
  return await Promise.all(body.items.map(async (it) => (await service.call<Entry>('GET', it.link, admin)).body));
}

async function approve(service: TestService, costCenter: string): Promise<string> {
  const lines = [{ expenseType: 'toll', amount: '120.00', costCenter, text: 'Toll' }];
  const { body } = await service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), anApproval({ lines }));
  return String(body.id);
}

test('AUD-4 an entry shows the record, the accounting system, what was sent with its hash, what was answered, the error and the retries', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const effect = { kind: 'status', status: 429 } as const;
  mock.world.faults.add({ id: 'busy', operation: 'xledger.addGLImportItems', effect });
  const recordId = await approve(service, '310');
  const attempts = () => entries(service, `recordId=${recordId}&action=attempt`);
  await expect.poll(async () => (await attempts()).length).toBeGreaterThan(0);
  mock.world.faults.remove('busy');
  await service.call('POST', `/v1/organizations/nbf/records/${recordId}/retry`, admin);
  await settle(service);
  const told = await attempts();
  const sent = {
    payload: expect.stringContaining('120'),
    payloadHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    configVersion: 1,
    credentialVersion: 1,
    mappingVersion: 1,
  };
  const record = { id: recordId, kind: 'reimbursement', reference: expect.stringMatching(/^R-/) };
  const always = { connector: 'xledger', record, sent, actor: 'engine' };
  expect(told.at(-1)).toMatchObject({
    ...always,
    result: 'retrying',
    errorCode: 'ERP_RATE_LIMITED',
    message: expect.stringMatching(/\S/),
    remedy: expect.stringMatching(/\S/),
    response: { status: 429, body: expect.any(String) },
    attempt: 1,
    retries: 0,
  });
  expect(told[0]).toMatchObject({ ...always, attempt: told.length, retries: told.length - 1, errorCode: null });
  for (const { sent: it } of told) {
    const { payload, payloadHash } = Object(it);
    expect(createHash('sha256').update(String(payload)).digest('hex')).toBe(payloadHash);
  }
});

test('AUD-4 a voucher that could not be made shows nothing as sent, and a retry is referred to', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const recordId = await approve(service, '999');
  await settle(service);
  await service.call('POST', `/v1/organizations/nbf/records/${recordId}/retry`, admin);
  await settle(service);
  const [failed, retry] = await entries(service, `recordId=${recordId}`);
  expect(retry).toMatchObject({ action: 'retry', actor: admin.sub, trigger: 'manual' });
  expect(failed).toMatchObject({ action: 'mapping', result: 'failed', refersTo: retry?.id, sent: null });
});

test('AUD-4 an entry of the mapping does not show the payload of the attempt before it', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const recordId = await approve(service, '310');
  await settle(service);
  await asOwner(
    service,
    `insert into bilag.sync_logs (organization_id, actor, action, result, record_id, sequence, attempt, error_code)
     select organization_id, 'engine', 'mapping', 'failed', record_id, sequence, attempt, 'UNMAPPED_EXPENSE_TYPE' from bilag.delivery_attempts`,
  );
  const [mapping] = await entries(service, `recordId=${recordId}`);
  expect(mapping).toMatchObject({ action: 'mapping', attempt: 1, sent: null, response: null });
});

test('TOG-5 each toggle names who did it, the organization, the connector and its new state', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  await service.call('PUT', '/v1/organizations/nbf/integration/enabled', admin, { enabled: false });
  const toggle = { organizationId: 'nbf', connector: 'xledger', trigger: 'manual', result: 'succeeded' };
  expect(await entries(service, 'action=connector-disabled')).toMatchObject([{ ...toggle, actor: admin.sub }]);
  expect(await entries(service, 'action=connector-enabled')).toMatchObject([{ ...toggle, actor: globalAdmin.sub }]);
});

test('MAN-6 a manual sync is told with user, time, number of records and outcome', async () => {
  const { service, mock } = await aServiceWithMock();
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
  const { id } = await beginSync(service, 'nbf');
  const { requestedAt } = await endOfSync(service, 'nbf', id);
  const same = { actor: admin.sub, trigger: 'manual', runId: id, result: 'succeeded' };
  const [requested] = await entries(service, 'action=sync-requested');
  expect(requested).toMatchObject({ ...same, facts: { records: 0 } });
  expect(Math.abs(Date.parse(String(requested?.at)) - Date.parse(requestedAt))).toBeLessThan(1_000);
  expect(await entries(service, 'action=sync-ended')).toMatchObject([
    { ...same, facts: { records: 0, state: 'done' } },
  ]);
});
