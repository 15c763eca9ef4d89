import type { SettingsChoice } from '@bilag/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { businessCentralProfile } from '../../src/business-central/business-central-profile.ts';
import { failureOf, goodCredentials, hostOf, patience } from '../support/sandbox.ts';
import { openSandbox, type Sandbox, seed } from './support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const choices = async (
  change: object = {},
  credentials: object = goodCredentials,
): Promise<readonly SettingsChoice[]> => {
  const { mock } = sandbox;
  const settings = {
    profile: 'business-central',
    apiUrl: mock.urls.businessCentral,
    authorityHost: mock.urls.entraAuthority,
    tenantId: seed.tenantId,
    ...change,
  };
  return (await businessCentralProfile.choices?.({ settings, credentials }, hostOf(mock), patience())) ?? [];
};

const both = [
  {
    title: 'Production: Hørselshemmedes Landsforbund',
    settings: { environment: 'Production', companyId: seed.company.id, companyName: seed.company.name },
  },
  {
    title: 'Production: HLF Butikk AS',
    settings: { environment: 'Production', companyId: seed.otherCompany.id, companyName: 'HLF Butikk' },
  },
];

test('who knows the tenant only is offered every company of every environment', async () => {
  expect(await choices()).toEqual(both);
  expect(sandbox.requests('bc.journals.create')).toEqual([]);
});

test('what is chosen completes the settings', async () => {
  const [choice] = await choices();
  const gateway = sandbox.open(choice?.settings);
  expect((await gateway.testConnection(patience())).ledger.id).toBe(`production/${seed.company.id}`);
});

test('an environment that refuses does not hide the others', async () => {
  sandbox.mock.businessCentral.settings.silentEnvironments = ['Stopped'];
  expect(await choices()).toEqual(both);
});

test('when every environment refuses, the refusal is told', async () => {
  const body = { error: { code: 'Internal_ServerError', message: 'Sorry.' } };
  sandbox.mock.world.faults.add({ operation: 'bc.companies', effect: { kind: 'status', status: 403, body } });
  expect(await failureOf(choices())).toMatchObject({ code: 'ERP_PERMISSION_DENIED' });
});

test('who may not list environments is offered the companies of the one that is set', async () => {
  sandbox.mock.world.faults.add({ operation: 'bc.environments', effect: { kind: 'status', status: 403 } });
  expect(await choices({ environment: 'Production' })).toEqual(both);
  expect(await failureOf(choices())).toMatchObject({ code: 'ERP_PERMISSION_DENIED' });
});

test('refused credentials are told as in a connection test', async () => {
  const wrong = choices({}, { ...goodCredentials, clientSecret: 'wrong' });
  expect(await failureOf(wrong)).toMatchObject({ code: 'ERP_AUTHENTICATION_FAILED' });
});

test.each([
  ['tenantId', { tenantId: undefined }],
  ['environment', { environment: 'a/b' }],
  ['apiUrl', { apiUrl: 'https://example.org' }],
  ['surplus', { surplus: 1 }],
])('a wrong «%s» is refused before anything is asked', async (field, change) => {
  expect(await failureOf(choices(change))).toMatchObject({ code: 'INVALID_SETTINGS', field });
  expect(sandbox.requests('entra.token')).toEqual([]);
});
