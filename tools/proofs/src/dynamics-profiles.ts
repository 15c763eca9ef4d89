import { dynamicsPlugin as plugin } from '@bilag/connector-dynamics';
import { type MockErp, BUSINESS_CENTRAL_SEED as seed, startMockErp } from '@bilag/mock-erp';
import { cutTo, openProfile } from './open-profile.ts';
import type { Profile } from './profile.ts';

const common = {
  plugin,
  codes: { debitAccounts: ['7100', '7140'], creditAccount: '2910', costCenters: ['100', '110'] },
  credentials: { clientId: seed.bilagApp.clientId, clientSecret: seed.bilagApp.secret },
} as const;

/** Business Central, posting at once. */
export const businessCentral: Profile = {
  name: 'business central',
  perTest: 400,
  async open() {
    const mock = await startMockErp({ businessCentralSettings: { rateLimit: false } });
    const settings = {
      profile: 'business-central',
      apiUrl: mock.urls.businessCentral,
      authorityHost: mock.urls.entraAuthority,
      tenantId: seed.tenantId,
      environment: seed.environment,
      companyId: seed.company.id,
      dimensions: { costCenter: 'KOSTNADSSTED', project: 'PROSJEKT' },
      journalTemplate: 'GENERAL',
      post: true,
    };
    return openProfile(mock, {
      ...common,
      settings,
      system: 'business-central',
      book: () => Promise.resolve(),
      // @source dynamics.md §6.2, read 2026-11
      arrivesAs: (_reference, text) => cutTo(100, text),
    });
  },
};

/** Finance & Operations, where a person posts what was staged. */
export const finance: Profile = {
  name: 'finance',
  perTest: 1_000,
  async open() {
    const mock = await startMockErp();
    const settings = {
      profile: 'finance',
      environmentUrl: mock.urls.finance,
      authorityHost: mock.urls.entraAuthority,
      tenantId: seed.tenantId,
      company: 'hlf',
      journalName: 'GenJrn',
      dimensions: { costCenter: 'Kostnadssted', project: 'Prosjekt' },
      accountFormat: ['MainAccount', 'Kostnadssted', 'Prosjekt'],
    };
    return openProfile(mock, {
      ...common,
      settings,
      system: 'finance',
      book: () => postAll(mock),
      // @source dynamics.md §15.2: lengths vary by version, read 2026-11
      arrivesAs: (_reference, text) => cutTo(60, text),
    });
  },
};

async function postAll({ finance: system }: MockErp): Promise<void> {
  for (const { header, lines } of system.journals()) {
    if (lines.length === 0 || header['IsPosted'] === 'Yes') continue;
    await system.post(String(header['dataAreaId']), String(header['JournalBatchNumber']));
  }
}
