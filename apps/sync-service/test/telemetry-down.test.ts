import net from 'node:net';
import { anApproval } from '@bilag/core/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { everyEntry, settle } from './support/engine.ts';
import { connectOrganization, xledgerIntegration } from './support/organizations.ts';
import { endOf, startReplica } from './support/replica.ts';
import { approvingApp, aServiceWithMock } from './support/service.ts';

/** A collector that takes connections and never answers. */
async function aSilentCollector(): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    sockets.forEach((it) => void it.destroy());
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

describe('a collector of traces and metrics', () => {
  test.each([
    ['is down', () => Promise.resolve('http://127.0.0.1:9')],
    ['hangs', aSilentCollector],
  ])('API-6 that %s costs its spans and no voucher, and the service ends in time', async (_what, collector) => {
    const { service, mock } = await aServiceWithMock({ BILAG_ROLE: 'api' });
    await connectOrganization(service, 'nbf', xledgerIntegration(mock));
    const environment = {
      ...service.environment,
      BILAG_ROLE: 'worker',
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector(),
    };
    const worker = await startReplica({ ...service, environment });
    const line = { expenseType: 'toll', amount: '61.00', costCenter: '310', text: 'Toll' };
    const approvals = Array.from({ length: 20 }, () => anApproval({ lines: [line] }));
    const path = '/v1/organizations/nbf/approvals/bulk';
    expect((await service.call('POST', path, approvingApp('nbf'), { approvals })).status).toBe(200);
    await settle(service);
    expect(await everyEntry(service)).toEqual([{ state: 'synced', count: 20 }]);
    expect(await endOf(worker, 'SIGTERM')).toBe(0);
  });
});
