import { type MockErp, XLEDGER_OWNER_DB_ID, XLEDGER_REST_CLIENTS } from '@bilag/mock-erp';
import { globalAdmin, type TestService } from './started-service.ts';

/** Waits that fit a mock: what a call did is done and visible within half a second. In milliseconds. */
const timing = { requestTimeoutMs: 5_000, settlingMs: 500, bookingPollMs: 100, masterDataRestMs: 1 };

/** How Norges Blindeforbund is connected to the mock's Xledger. */
export function xledgerIntegration({ urls, world: { seed } }: MockErp) {
  return {
    connector: 'xledger',
    settings: {
      profile: 'graphql',
      ledgerId: String(XLEDGER_OWNER_DB_ID),
      endpoint: urls.xledgerGraphql,
      // More than any test needs: a used-up allowance has a test of its own.
      monthlyRequests: 10_000_000,
      dimensions: { costCenter: 'glObject2', project: 'project' },
      timing,
    },
    credentials: { apiToken: seed.xledger.tokens.full.token },
  };
}

/** How HLF is connected to the mock's Business Central. */
export function businessCentralIntegration({ urls, world: { seed } }: MockErp) {
  const { tenantId, environment, company, bilagApp } = seed.businessCentral;
  return {
    connector: 'dynamics',
    settings: {
      profile: 'business-central',
      apiUrl: urls.businessCentral,
      authorityHost: urls.entraAuthority,
      tenantId,
      environment,
      companyId: company.id,
      dimensions: { costCenter: 'KOSTNADSSTED', project: 'PROSJEKT' },
      journalTemplate: 'GENERAL',
      post: true,
      timing,
    },
    credentials: { clientId: bilagApp.clientId, clientSecret: bilagApp.secret },
  };
}

/** How Norges Blindeforbund is connected to the gateway in front of the mock's Xledger. */
export function xledgerRestIntegration({ urls: { xledgerRest: baseUrl } }: MockErp) {
  const { clientId, secret } = XLEDGER_REST_CLIENTS.full;
  const ledgerId = String(XLEDGER_OWNER_DB_ID);
  const dimensions = { costCenter: 'COST_CENTER', project: 'PROJECT' };
  return {
    connector: 'xledger',
    settings: { profile: 'rest', baseUrl, tokenUrl: `${baseUrl}/oauth2/token`, ledgerId, dimensions, timing },
    credentials: { clientId, clientSecret: secret },
  };
}

/** How HLF is connected to the mock's Finance & Operations. */
export function financeIntegration({ urls, world: { seed } }: MockErp) {
  const { tenantId, bilagApp } = seed.businessCentral;
  return {
    connector: 'dynamics',
    settings: {
      profile: 'finance',
      environmentUrl: urls.finance,
      authorityHost: urls.entraAuthority,
      tenantId,
      company: 'hlf',
      journalName: 'GenJrn',
      dimensions: { costCenter: 'Kostnadssted', project: 'Prosjekt' },
      // By name, as the database does not keep the order in which an object's fields were sent.
      accountFormat: ['MainAccount', 'Kostnadssted', 'Prosjekt'],
      timing,
    },
    credentials: { clientId: bilagApp.clientId, clientSecret: bilagApp.secret },
  };
}

/** How an organization gets its vouchers as files, in a folder of its own name. */
export function fileIntegration(folder: string, format: 'csv' | 'json') {
  const { settlingMs, bookingPollMs } = timing;
  return {
    connector: 'file',
    settings: { profile: 'folder', folder, format, timing: { settlingMs, bookingPollMs } },
    credentials: { folderKey: 'correct horse battery staple' },
  };
}

/** A connector with its settings and credentials, as an administrator saves them. */
export interface Integration {
  readonly connector: string;
  readonly settings: object;
  readonly credentials: object;
}

/** The standard expense types on accounts that all mock ledgers have. */
export const standardMapping = {
  expenseTypes: {
    mileage: { treatment: 'post', ledgerAccount: '7100' },
    public_transport: { treatment: 'post', ledgerAccount: '7140' },
    toll: { treatment: 'post', ledgerAccount: '7142' },
    parking: { treatment: 'post', ledgerAccount: '7143' },
    honorarium: { treatment: 'post', ledgerAccount: '5390' },
  },
  credit: { employee: { ledgerAccount: '2910' }, volunteer: { ledgerAccount: '2990' } },
  postingDate: 'expense-date',
};

/** An organization connected, tested, mapped and enabled over the API, as its administrator does it. */
export async function connectOrganization(service: TestService, id: string, integration: Integration): Promise<void> {
  const path = `/v1/organizations/${id}`;
  const steps = [
    ['POST', '/v1/organizations', { id, name: id.toUpperCase(), currency: 'NOK' }],
    ['PUT', `${path}/integration`, integration],
    ['POST', `${path}/integration/test`, undefined],
    ['PUT', `${path}/integration/mapping`, standardMapping],
    ['PUT', `${path}/integration/enabled`, { enabled: true }],
  ] as const;
  for (const [method, address, body] of steps) {
    const { status, body: answer } = await service.call(method, address, globalAdmin, body);
    if (status >= 300) throw new Error(`${method} ${address} answered ${status}: ${JSON.stringify(answer)}`);
  }
}
