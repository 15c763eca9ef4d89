import { type AccountingGateway, openGateway as openWith } from '@bilag/core';
import { type MockErpOptions, XLEDGER_OWNER_DB_ID, XLEDGER_TOKENS } from '@bilag/mock-erp';
import { xledgerConnector } from '../../../src/index.ts';
import { developmentHost, openMockWith, timing } from '../../support/harness.ts';

/** What an organization's settings look like, apart from its address. */
export const settings = {
  profile: 'graphql',
  ledgerId: String(XLEDGER_OWNER_DB_ID),
  dimensions: { costCenter: 'glObject2', project: 'project' },
  timing,
};

/** A gateway to an address, by default with a token that may do everything. */
export function openGateway(
  endpoint: string,
  more: object = {},
  apiToken: string = XLEDGER_TOKENS.full.token,
): AccountingGateway {
  const config = { settings: { ...settings, endpoint, ...more }, credentials: { apiToken } };
  return openWith(xledgerConnector, config, developmentHost);
}

/** A running mock and a gateway to it; both end with the scope. */
export function openMock(options: MockErpOptions = {}, more: object = {}) {
  return openMockWith(options, ({ urls }) => openGateway(urls.xledgerGraphql, more));
}
