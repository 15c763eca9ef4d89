import { BUSINESS_CENTRAL_SEED, XLEDGER_OWNER_DB_ID, XLEDGER_TOKENS } from '@bilag/mock-erp';
import type { ApiClient } from './api-client.ts';
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts';
import type { MockProcess } from './mock-process.ts';

/** An organization whose vouchers are booked in the mock, over a wire of its own. */
export interface Organization {
  readonly id: string;
  readonly kind: 'xledger' | 'business-central';
  readonly wire: FaultProxy;
  /** Where its vouchers are in the mock's ledger, and what cost centers are called there. */
  readonly ledger: { readonly system: string; readonly ledgerId: string; readonly costCenter: string };
  readonly costCenters: readonly [string, ...string[]];
  readonly integration: { readonly connector: string; readonly settings: object; readonly credentials: object };
}

/**
 * Waits that fit the mock. What it does with a call is done within 4 s of the call's start, whatever fault strikes it; a look-up comes 5.5 s after it at the
 * earliest, when the answer was given up after 1.5 s. In milliseconds.
 */
export const timing = { requestTimeoutMs: 1_500, settlingMs: 4_000, bookingPollMs: 400, masterDataRestMs: 1 };

/** After this time nothing comes any more of a call that somebody gave up: the mock has done its work and booked it. In milliseconds. */
export const latestWorkMs = 5_000;

/** So many, by turns on Xledger, where vouchers are accepted and later booked, and on Business Central, where they are posted at once. */
export const byTurns = (count: number): readonly Organization['kind'][] =>
  Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 'xledger' : 'business-central'));

/** One organization on each of these. */
export function openOrganizations(
  kinds: readonly Organization['kind'][],
  name: string,
  mock: MockProcess,
): Promise<readonly Organization[]> {
  const open = async (kind: Organization['kind'], at: number): Promise<Organization> => {
    const onXledger = kind === 'xledger';
    const id = `${name}-${onXledger ? 'x' : 'b'}${at + 1}`;
    const wire = await createFaultProxy(() => (onXledger ? mock.ports.http : mock.ports.https));
    return { id, wire, ...(onXledger ? xledger(wire.port) : businessCentral(wire.port)) };
  };
  return Promise.all(kinds.map(open));
}

function xledger(port: number) {
  const settings = {
    profile: 'graphql',
    ledgerId: String(XLEDGER_OWNER_DB_ID),
    // More than any run needs: a used-up allowance would stop it for reasons of its own.
    monthlyRequests: 10_000_000,
    endpoint: `http://127.0.0.1:${port}/xledger/graphql`,
    dimensions: { costCenter: 'glObject2', project: 'project' },
    timing,
  };
  return {
    kind: 'xledger',
    ledger: { system: 'xledger', ledgerId: String(XLEDGER_OWNER_DB_ID), costCenter: 'glObject2' },
    costCenters: ['310', '320', '330'],
    integration: { connector: 'xledger', settings, credentials: { apiToken: XLEDGER_TOKENS.full.token } },
  } as const;
}

function businessCentral(port: number) {
  const { tenantId, environment, company, bilagApp } = BUSINESS_CENTRAL_SEED;
  const settings = {
    profile: 'business-central',
    apiUrl: `https://127.0.0.1:${port}/v2.0`,
    authorityHost: `https://127.0.0.1:${port}/entra`,
    tenantId,
    environment,
    companyId: company.id,
    dimensions: { costCenter: 'KOSTNADSSTED', project: 'PROSJEKT' },
    journalTemplate: 'GENERAL',
    post: true,
    timing,
  };
  const credentials = { clientId: bilagApp.clientId, clientSecret: bilagApp.secret };
  return {
    kind: 'business-central',
    ledger: { system: 'business-central', ledgerId: company.id, costCenter: 'KOSTNADSSTED' },
    costCenters: ['100', '110', '120'],
    integration: { connector: 'dynamics', settings, credentials },
  } as const;
}

/** The ledger accounts of an expense type, by the field mappings that the proof uses in turn. */
export const mappings = [
  { mileage: '7100', public_transport: '7140', toll: '7142', parking: '7143' },
  { mileage: '7100', public_transport: '7140', toll: '7143', parking: '7142' },
] as const;

/** One of {@link mappings}. */
export type Mapping = (typeof mappings)[number];

/** The account of whoever is paid; the same in every mapping. */
export const creditAccounts = { employee: '2910', volunteer: '2990' } as const;

/** The mapping as the API takes it. */
export function fieldMapping(accounts: Mapping) {
  return {
    expenseTypes: Object.fromEntries(
      Object.entries(accounts).map(([type, ledgerAccount]) => [type, { treatment: 'post', ledgerAccount }]),
    ),
    credit: Object.fromEntries(
      Object.entries(creditAccounts).map(([type, ledgerAccount]) => [type, { ledgerAccount }]),
    ),
    postingDate: 'expense-date',
  };
}

/** What its administrator does: create, connect, test, map and enable. */
export async function connect(admin: ApiClient, { id, integration }: Organization): Promise<void> {
  const address = `/v1/organizations/${id}`;
  const steps = [
    ['POST', '/v1/organizations', { id, name: id.toUpperCase(), currency: 'NOK' }],
    ['PUT', `${address}/integration`, integration],
    ['POST', `${address}/integration/test`, undefined],
    ['PUT', `${address}/integration/mapping`, fieldMapping(mappings[0])],
    ['PUT', `${address}/integration/enabled`, { enabled: true }],
  ] as const;
  for (const [method, path, body] of steps) {
    const { status, body: said } = await admin.insist(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(said)}`);
  }
}
