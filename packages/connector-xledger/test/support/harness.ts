import type { AccountingGateway, ConnectorHost } from '@bilag/core';
import { type MockErp, type MockErpOptions, startMockErp } from '@bilag/mock-erp';

/** Loopback allowed, as in development. */
export const developmentHost: ConnectorHost = { extraCaCertificates: [], allowLoopback: true };

/** How patient a gateway is with a mock, in milliseconds. */
export const timing = { requestTimeoutMs: 5_000, settlingMs: 3_000, bookingPollMs: 500 };

/** A running mock and a gateway to it; both end with the scope. */
export async function openMockWith(options: MockErpOptions, connect: (mock: MockErp) => AccountingGateway) {
  const mock = await startMockErp(options);
  const gateway = connect(mock);
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
