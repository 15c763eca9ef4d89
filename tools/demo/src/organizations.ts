import type { MockErp } from '@bilag/mock-erp';
import type { ApiClient } from './api-client.ts';

/** An organization of the demo and the books that its vouchers go to. */
export interface DemoOrganization {
  readonly id: 'nbf' | 'hlf';
  readonly prefix: 'NBF' | 'HLF';
  readonly name: string;
  /** What people call its accounting system. */
  readonly erp: string;
  /** Its ledger in the mock, and what the mock calls the cost center there. */
  readonly ledger: { readonly system: string; readonly ledgerId: string; readonly costCenter: string };
  readonly integration: { readonly connector: string; readonly settings: object; readonly credentials: object };
}

// The real systems need 20 to 30 minutes until a lost call is surely visible or surely not; the mock needs seconds.
const timing = { requestTimeoutMs: 10_000, settlingMs: 3_000, bookingPollMs: 500, masterDataRestMs: 1_000 };

/** Norges Blindeforbund on Xledger and HLF on Business Central, at the mock's addresses. */
export function demoOrganizations({ urls, world: { seed } }: MockErp): readonly DemoOrganization[] {
  const entity = seed.xledger.entities[0];
  const { tenantId, environment, company, bilagApp } = seed.businessCentral;
  return [
    {
      id: 'nbf',
      prefix: 'NBF',
      name: 'Norges Blindeforbund',
      erp: 'Xledger',
      ledger: { system: 'xledger', ledgerId: String(entity?.ownerDbId), costCenter: 'glObject2' },
      integration: {
        connector: 'xledger',
        settings: {
          profile: 'graphql',
          ledgerId: String(entity?.ownerDbId),
          endpoint: urls.xledgerGraphql,
          monthlyRequests: 10_000_000,
          dimensions: { costCenter: 'glObject2', project: 'project' },
          receipts: true,
          timing,
        },
        credentials: { apiToken: seed.xledger.tokens.full.token },
      },
    },
    {
      id: 'hlf',
      prefix: 'HLF',
      name: 'Hørselshemmedes Landsforbund',
      erp: 'Business Central',
      ledger: { system: 'business-central', ledgerId: company.id, costCenter: 'KOSTNADSSTED' },
      integration: {
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
      },
    },
  ];
}

const mapping = {
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

/** What an administrator does once: create, connect, test, map and enable each organization. Done again it changes only what differs. */
export async function setUpOrganizations(admin: ApiClient, organizations: readonly DemoOrganization[]): Promise<void> {
  const { items } = await admin.get<{ items: readonly { id: string }[] }>('/v1/organizations');
  for (const { id, name, integration } of organizations) {
    const base = `/v1/organizations/${id}`;
    const isNew = !items.some((it) => it.id === id);
    if (isNew) await admin.send('POST', '/v1/organizations', { id, name, currency: 'NOK' });
    await admin.send('PUT', `${base}/integration`, integration);
    await admin.send('POST', `${base}/integration/test`);
    if (isNew) await admin.send('PUT', `${base}/integration/mapping`, mapping);
    await admin.send('PUT', `${base}/integration/enabled`, { enabled: true });
  }
}
