import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { businessCentralIntegration, connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { globalAdmin, orgAdmin, startTestService, type TestService } from './support/service.ts';

let mock: MockErp;
let service: TestService;
beforeAll(async () => {
  mock = await startMockErp();
  service = await startTestService(mock);
  await createOrganization(service, 'new');
  await connectOrganization(service, 'nbf', xledgerIntegration(mock));
});
afterAll(async () => {
  await service.close();
  await mock.close();
});

const trial = (id: string, body: object) =>
  service.call('POST', `/v1/organizations/${id}/integration/trial`, orgAdmin(id), body);

/** That requests were made is counted, as it is of every other. */
const withoutUsage = (stored: unknown) => JSON.stringify(stored).replace(/"erp_usage":\d+,/, '');

test('CFG-2 CFG-3 a connection is tested before it is saved, and shows the accounts and cost centers there are', async () => {
  const before = await everythingStored(service);
  for (const integration of [xledgerIntegration(mock), businessCentralIntegration(mock)]) {
    const { status, body } = await trial('new', integration);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { ledgerAccounts: expect.arrayContaining([expect.objectContaining({ number: '7140' })]) },
    });
    expect(body['costCenters']).not.toEqual([]);
  }
  expect(withoutUsage(await everythingStored(service))).toEqual(withoutUsage(before));
});

test('CFG-2 a ledger that another organization is connected to is told to a global administrator before it is saved and after, only while it is, and to nobody else', async () => {
  const usedByOthers = async (id: string, integration: object, who = globalAdmin) =>
    (await service.call('POST', `/v1/organizations/${id}/integration/trial`, who, integration)).body['usedByOthers'];
  expect(await usedByOthers('new', xledgerIntegration(mock))).toBe(true);
  // Whoever asks may have told the ledger's name: from a server of one's own nobody learns whose books are kept here.
  expect(await usedByOthers('new', xledgerIntegration(mock), orgAdmin('new'))).toBeNull();
  expect(await usedByOthers('new', businessCentralIntegration(mock))).toBe(false);
  expect(await usedByOthers('nbf', xledgerIntegration(mock))).toBe(false);
  const save = (id: string, integration: object) =>
    service.call('PUT', `/v1/organizations/${id}/integration`, orgAdmin(id), integration);
  const testOf = (id: string) => service.call('POST', `/v1/organizations/${id}/integration/test`, globalAdmin);
  await save('new', xledgerIntegration(mock));
  expect(await testOf('new')).toMatchObject({ status: 200, body: { usedByOthers: true } });
  expect(await usedByOthers('nbf', xledgerIntegration(mock))).toBe(true);
  // Whatever it has now, nobody knows before it is tested.
  await save('new', businessCentralIntegration(mock));
  expect(await usedByOthers('nbf', xledgerIntegration(mock))).toBe(false);
});

test('CFG-5 CFG-6 wrong new credentials are found out by a trial, and the enabled connector goes on with the former ones', async () => {
  const refused = await trial('nbf', { ...xledgerIntegration(mock), credentials: { apiToken: 'x'.repeat(40) } });
  expectProblem(refused, refused.body, { status: 422, code: 'ERP_AUTHENTICATION_FAILED' });
  const { body } = await service.call('GET', '/v1/organizations/nbf/integration', orgAdmin('nbf'));
  expect(body).toMatchObject({ enabled: true, credentialVersion: 1 });
});

test('DOD-6 a trial uses the saved credentials, but sends them to no address that is not saved', async () => {
  const { credentials: _, ...saved } = xledgerIntegration(mock);
  expect((await trial('nbf', saved)).status).toBe(200);
  const settings = { ...saved.settings, endpoint: `${saved.settings.endpoint}/elsewhere` };
  const refused = await trial('nbf', { ...saved, settings });
  expectProblem(refused, refused.body, { status: 422, code: 'INVALID_CREDENTIALS_FORM', field: 'credentials' });
});
