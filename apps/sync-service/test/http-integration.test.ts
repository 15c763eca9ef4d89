import { createHash } from 'node:crypto';
import { anApproval } from '@bilag/core/testing';
import type { MockErp } from '@bilag/mock-erp';
import { expect, test } from 'vitest';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, createOrganization } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { businessCentralIntegration, standardMapping, xledgerIntegration } from './support/organizations.ts';
import { approvingApp, aServiceWithMock, globalAdmin, orgAdmin, type TestService } from './support/service.ts';

type Integration = ReturnType<typeof xledgerIntegration> | ReturnType<typeof businessCentralIntegration>;

const admin = orgAdmin('nbf');
const path = '/v1/organizations/nbf/integration';
const ask = (service: TestService, method: string, part = '', body?: unknown) =>
  service.call(method, path + part, admin, body);
const enabled = { enabled: true };

/** An organization whose integration is saved, and nothing more. */
async function anOrganization(integrationOf: (mock: MockErp) => Integration = xledgerIntegration) {
  const { service, mock } = await aServiceWithMock();
  await createOrganization(service, 'nbf');
  const integration = integrationOf(mock);
  const saved = await ask(service, 'PUT', '', integration);
  return { service, mock, integration, saved };
}

/** An approval on a cost center that the ledger has. */
const onCostCenter = (costCenter: string) =>
  anApproval({ lines: [{ expenseType: 'toll', amount: '61.00', costCenter, text: 'Toll' }] });

test.each<[string, (mock: MockErp) => Integration, string]>([
  ['Xledger', xledgerIntegration, '310'],
  ['Business Central', businessCentralIntegration, '100'],
])(
  'DOD-4 CFG-4 %s is saved, tested, mapped and enabled, and then vouchers go there',
  async (_name, integrationOf, costCenter) => {
    const { service, mock, integration, saved } = await anOrganization(integrationOf);
    const { connector, settings } = integration;
    const mine = { connector, settings, credentialVersion: 1, credentialsSetBy: admin.sub };
    expect(saved).toMatchObject({ status: 200, body: { ...mine, enabled: false, tested: null, mappingVersion: null } });
    const tested = await ask(service, 'POST', '/test');
    expect(tested).toMatchObject({ status: 200, body: { ledger: { name: expect.any(String) } } });
    expect(tested.body.ledgerAccounts).toContainEqual({ number: '7140', name: expect.any(String), postable: true });
    expect(tested.body.costCenters).toContainEqual({ code: costCenter, name: expect.any(String) });
    expect(await ask(service, 'PUT', '/mapping', standardMapping)).toMatchObject({ status: 200, body: { version: 1 } });
    const switched = await ask(service, 'PUT', '/enabled', enabled);
    expect(switched).toMatchObject({ status: 200, body: { ...mine, enabled: true, mappingVersion: 1, paused: null } });
    expect(switched.body.tested).toMatchObject({ ledger: tested.body.ledger });
    expect((await ask(service, 'GET')).body).toEqual(switched.body);
    const { body: receipt } = await service.call(
      'POST',
      approvalsOf('nbf'),
      approvingApp('nbf'),
      onCostCenter(costCenter),
    );
    const booked = () => mock.world.ledger.list().map((it) => it.reference);
    await expect.poll(booked).toContain(receipt.reference);
  },
);

test.each<[string, (mock: MockErp) => Integration, (mock: MockErp) => string]>([
  ['Xledger', xledgerIntegration, ({ world }) => world.seed.xledger.tokens.full.token],
  ['Business Central', businessCentralIntegration, ({ world }) => world.seed.businessCentral.bilagApp.secret],
])('DOD-6 credentials for %s are shown to nobody, and stored only sealed', async (_name, integrationOf, secretOf) => {
  const { service, mock, saved } = await anOrganization(integrationOf);
  const answers = [
    saved,
    await ask(service, 'GET'),
    await ask(service, 'POST', '/test'),
    await ask(service, 'PUT', '/mapping', standardMapping),
    await ask(service, 'PUT', '/enabled', enabled),
    await service.call('GET', path, globalAdmin),
  ];
  const stored = await asOwner(
    service,
    'select to_jsonb(c)::text as row from bilag.integration_configs c union all select to_jsonb(l)::text from bilag.sync_logs l',
  );
  const secret = secretOf(mock);
  expect(secret.length).toBeGreaterThan(8);
  const all = JSON.stringify([answers.map((it) => [it.body, [...it.headers]]), stored]);
  for (const form of [secret, Buffer.from(secret).toString('base64url'), Buffer.from(secret).toString('hex')]) {
    expect(all).not.toContain(form);
  }
});

test('CFG-6 new credentials need a new test, and until then nothing is enabled', async () => {
  const { service, integration } = await anOrganization();
  await ask(service, 'POST', '/test');
  await ask(service, 'PUT', '/mapping', standardMapping);
  await ask(service, 'PUT', '/enabled', enabled);
  const again = await ask(service, 'PUT', '', integration);
  expect(again.body).toMatchObject({ enabled: false, tested: null, configVersion: 2, credentialVersion: 2 });
  const refused = await ask(service, 'PUT', '/enabled', enabled);
  expectProblem(refused, refused.body, { status: 409, code: 'INTEGRATION_NOT_TESTED' });
  expect((await ask(service, 'GET')).body.enabled).toBe(false);
  expect(await ask(service, 'POST', '/test')).toMatchObject({ status: 200 });
  expect(await ask(service, 'PUT', '/enabled', enabled)).toMatchObject({ status: 200, body: { enabled: true } });
});

test('settings are saved without credentials, and the saved ones go on working', async () => {
  const { service, integration } = await anOrganization();
  const { connector, settings } = integration;
  const changed = await ask(service, 'PUT', '', { connector, settings });
  expect(changed.body).toMatchObject({ configVersion: 2, credentialVersion: 1, tested: null });
  expect(await ask(service, 'POST', '/test')).toMatchObject({ status: 200 });
});

test('an integration is enabled only with a field mapping, and can be disabled at any time', async () => {
  const { service } = await anOrganization();
  await ask(service, 'POST', '/test');
  const refused = await ask(service, 'PUT', '/enabled', enabled);
  expectProblem(refused, refused.body, { status: 409, code: 'INTEGRATION_NOT_CONFIGURED' });
  expect(await ask(service, 'PUT', '/enabled', { enabled: false })).toMatchObject({
    status: 200,
    body: { enabled: false },
  });
});

test('the preview of a voucher shows the exact text that is sent, with its hash', async () => {
  const { service } = await anOrganization();
  await ask(service, 'PUT', '/mapping', standardMapping);
  const { body: receipt } = await service.call('POST', approvalsOf('nbf'), approvingApp('nbf'), anApproval());
  const { status, body } = await service.call('GET', `${String(receipt.link)}/voucher`, approvingApp('nbf'));
  expect(status).toBe(200);
  expect(body).toMatchObject({ kind: 'voucher', connector: 'xledger', reference: receipt.reference, total: '962.50' });
  expect(body.lines).toMatchObject([
    { ledgerAccount: '7140', debit: '842.50', credit: null, dimensions: { costCenter: '310' } },
    { ledgerAccount: '7142', debit: '120.00', credit: null },
    { ledgerAccount: '2910', debit: null, credit: '962.50', rule: { path: 'credit.employee', mappingVersion: 1 } },
  ]);
  expect(body.sha256).toBe(createHash('sha256').update(String(body.payload)).digest('hex'));
});
