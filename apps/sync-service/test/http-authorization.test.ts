import { SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { GuardedRoute } from '../src/http/access.ts';
import { type Answered, authorizationPage, nameOf, registeredRoutes, ruleOf } from './support/authorization-table.ts';
import { json, type RawReply, send } from './support/http-client.ts';
import { openApiOf, routesOf } from './support/http-openapi.ts';
import { expectProblem } from './support/http-problem.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { approvingApp, globalAdmin, orgAdmin, type TokenClaims } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf', 'off']);
let routes: readonly GuardedRoute[];

type Rule = 'everybody' | 'every role' | 'administrators' | 'global administrators';

/** Who may use each operation: the product's rules in one place. A new operation has to be added before this file is green again. */
const rules: Readonly<Record<string, Rule>> = {
  isAlive: 'everybody',
  isReady: 'everybody',
  metrics: 'everybody',
  acceptApproval: 'every role',
  acceptApprovals: 'every role',
  listRecords: 'every role',
  getRecord: 'every role',
  previewVoucher: 'every role',
  getOrganization: 'every role',
  listOrganizations: 'administrators',
  createOrganization: 'global administrators',
  renameOrganization: 'global administrators',
  listConnectors: 'administrators',
  getIntegration: 'administrators',
  saveIntegration: 'administrators',
  testIntegration: 'administrators',
  switchIntegration: 'administrators',
  getFieldMapping: 'administrators',
  saveFieldMapping: 'administrators',
  checkFieldMapping: 'administrators',
  previewFieldMapping: 'administrators',
  tryIntegration: 'administrators',
  readMasterData: 'administrators',
  listLedgerAccounts: 'administrators',
  listCostCenters: 'administrators',
  listDimensions: 'administrators',
  listDimensionValues: 'administrators',
  listVatCodes: 'administrators',
  listSettingsChoices: 'administrators',
  getErpUsage: 'administrators',
  requestReconciliation: 'administrators',
  listReconciliations: 'administrators',
  getReconciliation: 'administrators',
  withdrawApproval: 'every role',
  retryRecord: 'administrators',
  retryRecords: 'administrators',
  resolveRecord: 'administrators',
  requestSync: 'administrators',
  listSyncs: 'administrators',
  getSync: 'administrators',
  listSyncLogs: 'administrators',
  getSyncLog: 'administrators',
  exportSyncLogs: 'administrators',
  verifySyncLogs: 'administrators',
  listAllSyncLogs: 'global administrators',
  listAlerts: 'administrators',
  getAlert: 'administrators',
  acknowledgeAlert: 'administrators',
  getAlertSettings: 'administrators',
  saveAlertSettings: 'administrators',
  listWebhookEndpoints: 'administrators',
  createWebhookEndpoint: 'administrators',
  getWebhookEndpoint: 'administrators',
  saveWebhookEndpoint: 'administrators',
  removeWebhookEndpoint: 'administrators',
  replaceWebhookSecret: 'administrators',
  listWebhookDeliveries: 'administrators',
  sendWebhookAgain: 'administrators',
  testWebhookEndpoint: 'administrators',
  listPlatformAlerts: 'global administrators',
  getPlatformAlert: 'global administrators',
  acknowledgePlatformAlert: 'global administrators',
  getStatus: 'administrators',
  getStatusHistory: 'administrators',
  getOverview: 'global administrators',
  watchOrganization: 'administrators',
  watchAllOrganizations: 'global administrators',
  getInstance: 'global administrators',
  releaseInstance: 'global administrators',
};

/** The routes that are in no document: the document itself, its page, and the console. */
const hidden = /^([A-Z]+ \/(openapi\.json|docs|console)|HEAD )/;

beforeAll(async () => {
  routes = await registeredRoutes();
  // Saved and never enabled; nobody answers at its address.
  const baseUrl = 'https://127.0.0.1:9';
  const settings = {
    profile: 'rest',
    baseUrl,
    tokenUrl: `${baseUrl}/token`,
    ledgerId: '1',
    dimensions: { costCenter: 'COST_CENTER' },
  };
  const integration = { connector: 'xledger', settings, credentials: { clientId: 'bilag', clientSecret: 'none' } };
  const { status, body } = await file.service.call(
    'PUT',
    '/v1/organizations/off/integration',
    globalAdmin,
    integration,
  );
  if (status !== 200 || body.enabled !== false) throw new Error(`The integration was answered ${status}.`);
});

test('DOD-6 every operation of the document has a rule here, and every rule an operation', async () => {
  const ids = (await documented()).map((it) => it.operationId);
  expect(ids.toSorted()).toEqual(Object.keys(rules).toSorted());
});

test('DOD-6 every route that is registered declares the rule that it has here; what is in no document is for everybody', async () => {
  const wanted = new Map((await documented()).map((it) => [`${it.method} ${it.path}`, rules[it.operationId]]));
  const declared = routes.map((it) => [nameOf(it), ruleOf(it.access)]);
  expect(declared).toEqual(routes.map(nameOf).map((it) => [it, hidden.test(it) ? 'everybody' : wanted.get(it)]));
  expect(routes.map(nameOf)).toEqual(expect.arrayContaining([...wanted.keys()]));
});

test('the document says which operations need no token', async () => {
  const open = (await documented()).filter(({ security }) => security?.length === 0).map((it) => it.operationId);
  expect(open.toSorted()).toEqual(
    Object.keys(rules)
      .filter((it) => rules[it] === 'everybody')
      .toSorted(),
  );
});

test('DOD-6 a refusal for want of a token says how to sign in', async () => {
  const reply = await send(file.service, 'GET', '/v1/organizations');
  expectProblem(reply, JSON.parse(reply.text), { status: 401, code: 'AUTHENTICATION_REQUIRED' });
  expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="bilag"');
});

test('DOD-6 a refusal of a token that was sent says that it is the token', async () => {
  const expired = await file.service.sign(approvingApp('nbf'), -3_600);
  for (const authorization of ['Bearer abc', `Bearer ${expired}`]) {
    const reply = await send(file.service, 'GET', '/v1/organizations', { headers: { authorization } });
    expectProblem(reply, JSON.parse(reply.text), { status: 401, code: 'AUTHENTICATION_REQUIRED' });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="bilag", error="invalid_token"');
  }
});

interface Identity {
  readonly token: () => Promise<string | undefined>;
  /** How far its role goes; nobody's token goes nowhere. */
  readonly rank: 0 | 1 | 2 | 3;
  /** The organization it asks for. */
  readonly asks: string;
  readonly isForeign?: true;
}

const signed = (claims: TokenClaims) => () => file.service.sign(claims);

/** Everybody who may knock, by the words at the head of the page's columns. */
const identities: Readonly<Record<string, Identity>> = {
  'no token': { token: async () => undefined, rank: 0, asks: 'nbf' },
  garbage: { token: async () => 'garbage', rank: 0, asks: 'nbf' },
  'expired token': { token: () => file.service.sign(globalAdmin, -60), rank: 0, asks: 'nbf' },
  'token for another service': { token: () => signedFor('another-service'), rank: 0, asks: 'nbf' },
  'approving app': { token: signed(approvingApp('nbf')), rank: 1, asks: 'nbf' },
  'approving app of another organization': {
    token: signed(approvingApp('hlf')),
    rank: 1,
    asks: 'nbf',
    isForeign: true,
  },
  'org admin': { token: signed(orgAdmin('nbf')), rank: 2, asks: 'nbf' },
  'org admin of another organization': { token: signed(orgAdmin('hlf')), rank: 2, asks: 'nbf', isForeign: true },
  'org admin, connector switched off': { token: signed(orgAdmin('off')), rank: 2, asks: 'off' },
  'global admin': { token: signed(globalAdmin), rank: 3, asks: 'nbf' },
};
const ranks: Readonly<Record<string, number>> = {
  everybody: 0,
  'every role': 1,
  administrators: 2,
  'global administrators': 3,
};
const answers = new Map<string, Readonly<Record<string, Answered>>>();

test.each(Object.entries(identities))(
  'DOD-6 %s gets past exactly the routes that are for it, and changes nothing by knocking',
  async (who, identity) => {
    const before = await everythingStored(file.service);
    const all: Record<string, Answered> = {};
    for (const route of routes) all[nameOf(route)] = await answerTo(identity, route);
    answers.set(who, all);
    expect(all).toEqual(Object.fromEntries(routes.map((it) => [nameOf(it), wantedFor(identity, it)])));
    expect(await everythingStored(file.service)).toEqual(before);
  },
);

test('DOD-6 docs/authorization.md says of every route what each of them was answered', async () => {
  expect([...answers.keys()]).toEqual(Object.keys(identities));
  // When a route has been added: npx vitest run apps/sync-service/test/http-authorization.test.ts --update
  await expect(authorizationPage(routes, answers)).toMatchFileSnapshot('../../../docs/authorization.md');
});

function wantedFor({ rank, isForeign }: Identity, { access, url }: GuardedRoute): Answered {
  const needed = ranks[ruleOf(access)] ?? Number.POSITIVE_INFINITY;
  if (needed === 0) return 'let in';
  if (rank === 0) return '401 AUTHENTICATION_REQUIRED';
  if (needed > rank) return '403 FORBIDDEN';
  return isForeign === true && url.includes(':organizationId') ? '404 UNKNOWN_ORGANIZATION' : 'let in';
}

/** Asks for something that cannot be done, so that nothing changes whoever is let in. */
async function answerTo({ token, asks }: Identity, { method, url }: GuardedRoute): Promise<Answered> {
  const address = url
    .replace(':organizationId', asks)
    .replaceAll(/:\w+/g, '0199b6f0-6a5e-7c31-8a4f-3f0d7a1b2c3d')
    .replace('*', 'x');
  const bearer = await token();
  const reply = await send(file.service, method, address, {
    ...(bearer === undefined ? {} : { token: bearer }),
    ...(method === 'GET' || method === 'HEAD' ? {} : { headers: json, body: '{}' }),
  });
  return answeredBy(reply);
}

const refusals: readonly Answered[] = ['401 AUTHENTICATION_REQUIRED', '403 FORBIDDEN', '404 UNKNOWN_ORGANIZATION'];

/** @throws {Error} for a fault of the service itself, which is no answer to anybody. */
function answeredBy({ status, headers, text }: RawReply): Answered {
  if (headers.get('content-type')?.startsWith('application/problem+json') !== true) return 'let in';
  if (status === 500) throw new Error(text);
  // The answer to HEAD has no body.
  const { code }: { readonly code?: string } = text === '' ? {} : JSON.parse(text);
  return refusals.find((it) => it === `${status} ${code}`) ?? 'let in';
}

const documented = async () => routesOf(await openApiOf(file.service));

/** A token that would be in order, were it not for another service. */
function signedFor(audience: string): Promise<string> {
  const { issuer, secret } = file.service.config.tokens;
  if (secret === undefined) throw new Error('The test service has a shared secret.');
  const token = new SignJWT({ role: 'global_admin' }).setProtectedHeader({ alg: 'HS256' }).setSubject('admin');
  return token.setIssuer(issuer).setAudience(audience).setIssuedAt().setExpirationTime('5m').sign(secret);
}
