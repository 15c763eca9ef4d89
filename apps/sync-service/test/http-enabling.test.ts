import { anApproval } from '@bilag/core/testing';
import { expect, test } from 'vitest';
import { fakeErpsOfThisFile } from './support/fake-erps.ts';
import { expectProblem } from './support/http-problem.ts';
import { approvalsOf, createOrganization } from './support/http-service.ts';
import { asOwner } from './support/http-stored.ts';
import { businessCentralIntegration, standardMapping, xledgerIntegration } from './support/organizations.ts';
import { wholeLedger } from './support/plugins.ts';
import { approvingApp, aServiceWithMock, orgAdmin } from './support/service.ts';

const fakes = fakeErpsOfThisFile();
const enabled = { enabled: true };
const mappingTo = (ledgerAccount: string) => ({
  ...standardMapping,
  expenseTypes: { ...standardMapping.expenseTypes, toll: { treatment: 'post', ledgerAccount } },
});

/** An organization on a fake ERP, tested and mapped. */
async function onFakeErp(mapping: unknown = standardMapping) {
  const organization = await fakes.anOrganization();
  await organization.ask('POST', '/test');
  await organization.ask('PUT', '/mapping', mapping);
  return organization;
}

test.each([
  ['Xledger', xledgerIntegration],
  ['Business Central', businessCentralIntegration],
] as const)(
  'CFG-4 a mapping to an account that %s does not have is refused before anything is sent, and the answer says what to fix',
  async (_name, integrationOf) => {
    const { service, mock } = await aServiceWithMock();
    await createOrganization(service, 'nbf');
    const ask = (method: string, part = '', body?: unknown) =>
      service.call(method, `/v1/organizations/nbf/integration${part}`, orgAdmin('nbf'), body);
    await ask('PUT', '', integrationOf(mock));
    await ask('POST', '/test');
    await ask('PUT', '/mapping', mappingTo('9876'));
    const refused = await ask('PUT', '/enabled', enabled);
    expectProblem(refused, refused.body, { status: 422, code: 'MAPPING_INVALID' });
    const finding = {
      path: 'expenseTypes.toll.ledgerAccount',
      value: '9876',
      code: 'ERP_UNKNOWN_LEDGER_ACCOUNT',
      message: expect.stringContaining('9876'),
      remedy: expect.any(String),
    };
    expect(refused.body).toMatchObject({ findingCount: 1, findings: [finding] });
    const { body } = await ask('GET');
    expect(body).toMatchObject({ enabled: false, mappingCheck: { mappingVersion: 1, findingCount: 1, failure: null } });
    await ask('PUT', '/mapping', standardMapping);
    expect(await ask('PUT', '/enabled', enabled)).toMatchObject({ status: 200, body: { enabled: true } });
    expect((await ask('GET')).body).toMatchObject({
      mappingCheck: { mappingVersion: 2, findingCount: 0, findings: [] },
    });
  },
);

test('CFG-4 what the connector cannot take at all is found too, once for each place', async () => {
  const tolls = { treatment: 'post', ledgerAccount: '7'.repeat(21), taxCode: '1' };
  const { ask } = await onFakeErp({
    ...standardMapping,
    expenseTypes: { ...standardMapping.expenseTypes, toll: tolls },
  });
  const { body } = await ask('PUT', '/enabled', enabled);
  expect(body['findings']).toMatchObject([
    { path: 'expenseTypes.toll.ledgerAccount', message: expect.stringContaining('form') },
    {
      path: 'expenseTypes.toll.taxCode',
      code: 'ERP_UNKNOWN_TAX_CODE',
      message: expect.stringContaining('cannot be used'),
    },
  ]);
});

test('API-4 findings say what to do about them in the reader’s language', async () => {
  const { id } = await onFakeErp(mappingTo('9876'));
  const response = await fetch(`${fakes.service.url}/v1/organizations/${id}/integration/enabled`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await fakes.service.sign(orgAdmin(id))}`,
      'content-type': 'application/json',
      'accept-language': 'nb',
    },
    body: JSON.stringify(enabled),
  });
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({
    findings: [{ remedy: expect.stringMatching(/regnskapssystem|kontoen|Rett/) }],
  });
});

test('CFG-4 while the accounting system does not answer, a connector is not enabled, and its code says why', async () => {
  const { ask, erp } = await onFakeErp();
  erp.silent = true;
  const refused = await ask('PUT', '/enabled', enabled);
  expectProblem(refused, refused.body, { status: 502, code: 'ERP_UNREACHABLE' });
  const { body } = await ask('GET');
  expect(body).toMatchObject({ enabled: false, mappingCheck: { failure: { code: 'ERP_UNREACHABLE' } } });
  erp.silent = false;
  expect(await ask('PUT', '/enabled', enabled)).toMatchObject({
    status: 200,
    body: { mappingCheck: { failure: null } },
  });
});

test('CFG-4 of very many findings the answer shows the first and says how many there are', async () => {
  const costCenters = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`C${at}`, `X${at}`]));
  const { ask } = await onFakeErp({ ...standardMapping, costCenters });
  const { body } = await ask<{ findings: unknown[]; findingCount: number }>('PUT', '/enabled', enabled);
  expect({ shown: body.findings.length, count: body.findingCount }).toEqual({ shown: 200, count: 300 });
});

test('CFG-4 a mapping changed while it was being checked is not enabled unchecked', async () => {
  const { ask, erp } = await onFakeErp();
  const reading = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  erp.readMasterData = async () => {
    asked.resolve();
    await reading.promise;
    return wholeLedger;
  };
  const enabling = ask('PUT', '/enabled', enabled);
  await asked.promise;
  expect(await ask('PUT', '/mapping', mappingTo('9876'))).toMatchObject({ status: 200 });
  reading.resolve();
  const refused = await enabling;
  expectProblem(refused, refused.body, { status: 409, code: 'INTEGRATION_NOT_TESTED' });
  expect((await ask('GET')).body['enabled']).toBe(false);
});

test('while a connector is enabled, a mapping that would get vouchers refused is not saved', async () => {
  const { ask } = await onFakeErp();
  await ask('PUT', '/enabled', enabled);
  const refused = await ask('PUT', '/mapping', mappingTo('9876'));
  expectProblem(refused, refused.body, { status: 422, code: 'MAPPING_INVALID' });
  expect(refused.body['findings']).toMatchObject([{ path: 'expenseTypes.toll.ledgerAccount', value: '9876' }]);
  expect((await ask('GET', '/mapping')).body['version']).toBe(1);
  await ask('PUT', '/enabled', { enabled: false });
  expect(await ask('PUT', '/mapping', mappingTo('9876'))).toMatchObject({ status: 200, body: { version: 2 } });
  expect((await ask('GET')).body).toMatchObject({ mappingCheck: { mappingVersion: 2, findingCount: 1 } });
});

test('an account that was opened in the accounting system a minute ago can be mapped to at once', async () => {
  const { ask, erp } = await onFakeErp();
  await ask('PUT', '/enabled', enabled);
  const opened = { number: '7150', name: 'New', postable: true };
  erp.masterData = { ...wholeLedger, ledgerAccounts: [...wholeLedger.ledgerAccounts, opened] };
  expect(await ask('PUT', '/mapping', mappingTo('7150'))).toMatchObject({ status: 200, body: { version: 2 } });
});

test('what was closed elsewhere in the accounting system keeps nobody from mending the rest of the mapping', async () => {
  const { ask, erp } = await onFakeErp();
  await ask('PUT', '/enabled', enabled);
  const without = (...closed: string[]) => wholeLedger.ledgerAccounts.filter((it) => !closed.includes(it.number));
  erp.masterData = { ...wholeLedger, ledgerAccounts: without('7142', '7143') };
  expect(await ask('POST', '/mapping/check')).toMatchObject({ status: 200, body: { findingCount: 2 } });
  expect(await ask('PUT', '/mapping', mappingTo('7140'))).toMatchObject({ status: 200, body: { version: 2 } });
  expect((await ask('GET')).body).toMatchObject({
    enabled: true,
    mappingCheck: { mappingVersion: 2, findingCount: 1 },
  });
});

test('the mapping is checked on demand: what is found is shown, kept and logged with who asked', async () => {
  const { id, ask, erp } = await onFakeErp();
  expect((await ask('POST', '/mapping/check')).body).toMatchObject({
    mappingVersion: 1,
    findingCount: 0,
    findings: [],
  });
  erp.masterData = { ...wholeLedger, ledgerAccounts: [] };
  const checked = await ask('POST', '/mapping/check');
  expect(checked).toMatchObject({ status: 200, body: { findingCount: 7 } });
  erp.silent = true;
  const refused = await ask('POST', '/mapping/check');
  expectProblem(refused, refused.body, { status: 502, code: 'ERP_UNREACHABLE' });
  const logged = await asOwner(
    fakes.service,
    `select actor, result, error_code, (detail->>'findingCount')::integer as findings from bilag.sync_logs
     where action = 'mapping-checked' and organization_id = '${id}' order by log_id`,
  );
  expect(logged.slice(-3)).toEqual([
    { actor: orgAdmin(id).sub, result: 'succeeded', error_code: null, findings: 0 },
    { actor: orgAdmin(id).sub, result: 'failed', error_code: 'MAPPING_INVALID', findings: 7 },
    { actor: orgAdmin(id).sub, result: 'failed', error_code: 'ERP_UNREACHABLE', findings: 0 },
  ]);
});

test('other settings make an earlier check one of the past', async () => {
  const { id, ask } = await onFakeErp();
  await ask('POST', '/mapping/check');
  expect((await ask('GET')).body['mappingCheck']).not.toBeNull();
  await ask('PUT', '', { connector: 'fake', settings: { erp: id, other: true } });
  expect((await ask('GET')).body['mappingCheck']).toBeNull();
});

test('without any mapping there is nothing to check, and without an integration nobody to ask', async () => {
  const { ask } = await fakes.anOrganization();
  await createOrganization(fakes.service, 'nobody');
  const unmapped = await ask('POST', '/mapping/check');
  expectProblem(unmapped, unmapped.body, { status: 409, code: 'INTEGRATION_NOT_CONFIGURED' });
  const path = '/v1/organizations/nobody/integration/mapping/check';
  const unconnected = await fakes.service.call('POST', path, orgAdmin('nobody'));
  expectProblem(unconnected, unconnected.body, { status: 409, code: 'INTEGRATION_NOT_CONFIGURED' });
});

test('once enabled, vouchers are made with what was checked', async () => {
  const { id, ask, erp } = await onFakeErp();
  await ask('PUT', '/enabled', enabled);
  await fakes.service.call('POST', approvalsOf(id), approvingApp(id), anApproval());
  await expect.poll(() => erp.booked.length, { timeout: 10_000 }).toBe(1);
});
