import { type AccountingGateway, type ConnectorHost, openGateway as openWith } from '@bilag/core';
import { type MockErp, type MockErpOptions, startMockErp, XLEDGER_TOKENS } from '@bilag/mock-erp';
import { xledgerConnector } from '../../../src/index.ts';

/** Loopback allowed, as in development. */
export const developmentHost: ConnectorHost = { extraCaCertificates: [], allowLoopback: true };

/** What an organization's settings look like, apart from its address. */
export const settings = {
  profile: 'graphql',
  dimensions: { costCenter: 'glObject2', project: 'project' },
  timing: { requestTimeoutMs: 5_000, settlingMs: 3_000, bookingPollMs: 500 },
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
export async function openMock(options: MockErpOptions = {}, more: object = {}) {
  const mock = await startMockErp(options);
  const gateway = openGateway(mock.urls.xledgerGraphql, more);
  const dispose = async () => {
    await gateway.close();
    await mock.close();
  };
  return { mock, gateway, [Symbol.asyncDispose]: dispose };
}

/** How often the mock was asked each thing. */
export function requestsOf(mock: MockErp): Record<string, number> {
  return mock.world.requests.counts();
}

/** Bounds of a call that a test gives up on. */
export const patience = (ms = 20_000) => ({ signal: AbortSignal.timeout(ms), batchKey: 'TESTBATCH' });
