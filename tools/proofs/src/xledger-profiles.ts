import { xledgerConnector as plugin } from '@bilag/connector-xledger';
import { type MockErp, startMockErp, XLEDGER_OWNER_DB_ID, XLEDGER_REST_CLIENTS, XLEDGER_TOKENS } from '@bilag/mock-erp';
import { cutTo, openProfile } from './open-profile.ts';
import type { Profile } from './profile.ts';

const ledgerId = String(XLEDGER_OWNER_DB_ID);

const common = (mock: MockErp) =>
  ({
    plugin,
    system: 'xledger',
    codes: { debitAccounts: ['7100', '7140'], creditAccount: '2910', costCenters: ['310', '320', '330'] },
    book: async () => void mock.xledger.runBookingJob(),
    // 250 characters, the reference first.
    arrivesAs: (reference: string, text: string) => cutTo(250, `${reference} ${text}`),
  }) as const;

/** Xledger's own interface. The mock refuses nobody for asking often, as the proof is about content and counts. */
export const xledgerGraphql: Profile = {
  name: 'xledger graphql',
  perTest: 1_500,
  async open() {
    const mock = await startMockErp({ xledgerSettings: { burstLimit: false } });
    const dimensions = { costCenter: 'glObject2', project: 'project' };
    const settings = { profile: 'graphql', endpoint: mock.urls.xledgerGraphql, ledgerId, dimensions };
    return openProfile(mock, { ...common(mock), settings, credentials: { apiToken: XLEDGER_TOKENS.full.token } });
  },
};

/** The REST contract of a gateway in front of Xledger. */
export const xledgerRest: Profile = {
  name: 'xledger rest',
  perTest: 400,
  async open() {
    const mock = await startMockErp();
    const baseUrl = mock.urls.xledgerRest;
    const dimensions = { costCenter: 'COST_CENTER', project: 'PROJECT' };
    const settings = { profile: 'rest', baseUrl, tokenUrl: `${baseUrl}/oauth2/token`, ledgerId, dimensions };
    const { clientId, secret } = XLEDGER_REST_CLIENTS.full;
    return openProfile(mock, { ...common(mock), settings, credentials: { clientId, clientSecret: secret } });
  },
};
