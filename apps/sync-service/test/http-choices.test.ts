import { type ConnectorProfile, SyncError } from '@bilag/core';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { ConnectorRegistry } from '../src/connectors/connector-registry.ts';
import { expectProblem } from './support/http-problem.ts';
import { createOrganization } from './support/http-service.ts';
import { aFakeConnector } from './support/plugins.ts';
import { orgAdmin, startTestService, type TestService } from './support/service.ts';

type Choices = NonNullable<ConnectorProfile['choices']>;

/** A service whose connector `listing` answers this; `silent` lists nothing. */
async function aService(choices: Choices): Promise<TestService> {
  const registry: ConnectorRegistry = {
    listing: aFakeConnector('listing', { choices }).load,
    silent: aFakeConnector('silent').load,
  };
  const service = await startTestService(undefined, {}, registry);
  onTestFinished(() => service.close());
  await createOrganization(service, 'nbf');
  return service;
}

let asked: { readonly settings: unknown; readonly credentials: unknown }[];
beforeEach(() => {
  asked = [];
});
const companies = [
  { title: 'Production: CRONUS', settings: { environment: 'production', companyId: 'c-1' } },
  { title: 'Sandbox: CRONUS', settings: { environment: 'sandbox', companyId: 'c-2' } },
];
const listing: Choices = (config) => {
  asked.push(config);
  return Promise.resolve(companies);
};
const path = '/v1/organizations/nbf/integration';
const ask = (service: TestService, body: unknown) => service.call('POST', `${path}/choices`, orgAdmin('nbf'), body);
const given = { connector: 'listing', settings: { tenantId: 't' }, credentials: { clientSecret: 'c2VjcmV0' } };

test('CFG-1 companies are picked from a list that the credentials open, before anything is saved', async () => {
  const service = await aService(listing);
  expect(await ask(service, given)).toMatchObject({ status: 200, body: { items: companies } });
  expect(asked).toEqual([{ settings: given.settings, credentials: given.credentials }]);
  expect((await service.call('GET', path, orgAdmin('nbf'))).status).toBe(409);
});

test('DOD-6 saved credentials are used again, but never sent to an address that is not saved', async () => {
  const service = await aService(listing);
  const { credentials, ...without } = given;
  const unsaved = await ask(service, without);
  expectProblem(unsaved, unsaved.body, { status: 422, code: 'INVALID_CREDENTIALS_FORM', field: 'credentials' });
  const settings = { ...given.settings, apiUrl: 'https://erp.example.org/v2' };
  await service.call('PUT', path, orgAdmin('nbf'), { ...given, settings });
  expect((await ask(service, { ...without, settings })).status).toBe(200);
  expect((await ask(service, without)).status).toBe(200);
  expect(asked.map((it) => it.credentials)).toEqual([credentials, credentials]);
  for (const apiUrl of [
    'https://thief.example.org/v2',
    ' HTTPS://thief.example.org',
    // A URL parser finds the same host in these.
    'https:thief.example.org',
    'https:\\\\thief.example.org',
    'ht\ntps://thief.example.org',
    '\u0001https:thief.example.org',
    ['https://erp.example.org/v2/'],
  ]) {
    const refused = await ask(service, { ...without, settings: { ...settings, apiUrl } });
    expectProblem(refused, refused.body, { status: 422, code: 'INVALID_CREDENTIALS_FORM', field: 'credentials' });
  }
  const otherConnector = await ask(service, { ...without, connector: 'silent' });
  expect(otherConnector.body.code).toBe('INVALID_CREDENTIALS_FORM');
  expect(asked).toHaveLength(2);
});

test('API-4 a connector without a list says so', async () => {
  const service = await aService(listing);
  const refused = await ask(service, { ...given, connector: 'silent' });
  expectProblem(refused, refused.body, { status: 422, code: 'CHOICES_NOT_OFFERED' });
});

test.each<[string, Choices, { status: number; code: string }]>([
  [
    'refuses the credentials',
    () => Promise.reject(new SyncError('ERP_AUTHENTICATION_FAILED', 'The credentials were refused.')),
    { status: 422, code: 'ERP_AUTHENTICATION_FAILED' },
  ],
  ['breaks', () => Promise.reject(new Error('boom')), { status: 502, code: 'CONNECTOR_FAULT' }],
  ['answers no list', () => Promise.resolve(JSON.parse('{"items":[]}')), { status: 502, code: 'CONNECTOR_FAULT' }],
  ['lists junk', () => Promise.resolve(JSON.parse('[{"title":1}]')), { status: 502, code: 'CONNECTOR_FAULT' }],
])('API-4 when the accounting system or its connector %s, the answer says so', async (_what, choices, problem) => {
  const service = await aService(choices);
  const refused = await ask(service, given);
  expect({ status: refused.status, code: refused.body.code }).toEqual(problem);
});

test('API-4 a list that never comes is given up within ten seconds', async () => {
  const service = await aService(() => new Promise(() => undefined));
  const startedAt = performance.now();
  const refused = await ask(service, given);
  expectProblem(refused, refused.body, { status: 504, code: 'ERP_TIMEOUT' });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
