import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { json, type RawReply, send } from './support/http-client.ts';
import { addressOf, openApiOf, type Route, routesOf } from './support/http-openapi.ts';
import { expectProblem } from './support/http-problem.ts';
import { serviceOfThisFile } from './support/http-service.ts';
import { everythingStored } from './support/http-stored.ts';
import { approvingApp, globalAdmin, orgAdmin, type TokenClaims } from './support/service.ts';

const file = serviceOfThisFile(['nbf', 'hlf']);

type Rule = 'everybody' | 'every role' | 'administrators' | 'global administrators';

/** Who may use each operation: the product's rules in one place. A new operation has to be added before this file is green again. */
const rules: Readonly<Record<string, Rule>> = {
  isAlive: 'everybody',
  isReady: 'everybody',
  acceptApproval: 'every role',
  acceptApprovals: 'every role',
  listRecords: 'every role',
  getRecord: 'every role',
  previewVoucher: 'every role',
  getOrganization: 'every role',
  listOrganizations: 'administrators',
  createOrganization: 'global administrators',
  listConnectors: 'administrators',
  getIntegration: 'administrators',
  saveIntegration: 'administrators',
  testIntegration: 'administrators',
  switchIntegration: 'administrators',
  getFieldMapping: 'administrators',
  saveFieldMapping: 'administrators',
  checkFieldMapping: 'administrators',
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
  listAllSyncLogs: 'global administrators',
  getStatus: 'administrators',
  getOverview: 'global administrators',
  getInstance: 'global administrators',
  releaseInstance: 'global administrators',
};

/** Asks an operation of `nbf` for something that cannot be done, so that nothing changes whoever is let in. */
const ask = (route: Route, token?: string): Promise<RawReply> =>
  send(file.service, route.method, addressOf(route, 'nbf'), {
    ...(token === undefined ? {} : { token }),
    ...(route.requestBody === undefined ? {} : { headers: json, body: '{}' }),
  });

/** What became of each operation: its refusal, or that the caller was let in. */
async function outcomes(tokenOf: () => Promise<string | undefined>): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const route of await allRoutes()) all[route.operationId] = outcomeOf(await ask(route, await tokenOf()));
  return all;
}

const refusals = new Set(['AUTHENTICATION_REQUIRED', 'FORBIDDEN', 'UNKNOWN_ORGANIZATION', 'INTERNAL_ERROR']);

function outcomeOf({ status, headers, text }: RawReply): string {
  if (headers.get('content-type')?.startsWith('text/csv') === true) return 'let in';
  const { code }: { readonly code?: string } = JSON.parse(text);
  return code !== undefined && refusals.has(code) ? `${status} ${code}` : 'let in';
}

/** The outcome of each operation as its rule and its address say. */
async function expected(outcome: (rule: Rule, isOrganizations: boolean) => string): Promise<Record<string, string>> {
  const routes = await allRoutes();
  return Object.fromEntries(
    routes.map(({ operationId, path }) => [
      operationId,
      outcome(rules[operationId] ?? 'global administrators', path.includes('{organizationId}')),
    ]),
  );
}

const allRoutes = async () => routesOf(await openApiOf(file.service));

test('DOD-6 every operation of the document has a rule here, and every rule an operation', async () => {
  const ids = (await allRoutes()).map((it) => it.operationId);
  expect(ids.toSorted()).toEqual(Object.keys(rules).toSorted());
});

test('the document says which operations need no token', async () => {
  const open = (await allRoutes()).filter(({ security }) => security?.length === 0).map((it) => it.operationId);
  expect(open.toSorted()).toEqual(
    Object.keys(rules)
      .filter((it) => rules[it] === 'everybody')
      .toSorted(),
  );
});

const strangers: readonly [string, () => Promise<string | undefined>][] = [
  ['without a token', async () => undefined],
  ['with an expired token', () => file.service.sign(globalAdmin, -60)],
  ['with a token for another service', () => signedFor('another-service')],
  ['with garbage', async () => 'garbage'],
];

test.each(strangers)('DOD-6 %s nobody gets past any operation but the open ones', async (_who, tokenOf) => {
  const before = await everythingStored(file.service);
  const wanted = await expected((rule) => (rule === 'everybody' ? 'let in' : '401 AUTHENTICATION_REQUIRED'));
  expect(await outcomes(tokenOf)).toEqual(wanted);
  expect(await everythingStored(file.service)).toEqual(before);
});

test('DOD-6 a refusal for want of a token says how to sign in', async () => {
  const reply = await send(file.service, 'GET', '/v1/organizations');
  expectProblem(reply, JSON.parse(reply.text), { status: 401, code: 'AUTHENTICATION_REQUIRED' });
  expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="bilag"');
});

const identities: readonly [string, TokenClaims, number, 'own' | 'foreign'][] = [
  ['the approving app of the organization', approvingApp('nbf'), 1, 'own'],
  ['the approving app of another organization', approvingApp('hlf'), 1, 'foreign'],
  ['the org admin', orgAdmin('nbf'), 2, 'own'],
  ['the org admin of another organization', orgAdmin('hlf'), 2, 'foreign'],
  ['the global admin', globalAdmin, 3, 'own'],
];
const ranks = { everybody: 0, 'every role': 1, administrators: 2, 'global administrators': 3 } as const;

test.each(identities)(
  'DOD-6 %s may do what the role allows, in the own organization only',
  async (_who, as, rank, side) => {
    const before = await everythingStored(file.service);
    const wanted = await expected((rule, isOrganizations) => {
      if (ranks[rule] > rank) return '403 FORBIDDEN';
      return isOrganizations && side === 'foreign' ? '404 UNKNOWN_ORGANIZATION' : 'let in';
    });
    expect(await outcomes(() => file.service.sign(as))).toEqual(wanted);
    expect(await everythingStored(file.service)).toEqual(before);
  },
);

/** A token that would be in order, were it not for another service. */
function signedFor(audience: string): Promise<string> {
  const { issuer, secret } = file.service.config.tokens;
  if (secret === undefined) throw new Error('The test service has a shared secret.');
  const token = new SignJWT({ role: 'global_admin' }).setProtectedHeader({ alg: 'HS256' }).setSubject('admin');
  return token.setIssuer(issuer).setAudience(audience).setIssuedAt().setExpirationTime('5m').sign(secret);
}
