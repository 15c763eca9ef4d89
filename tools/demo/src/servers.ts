import path from 'node:path';
import { provideDatabase } from '@bilag/embedded-postgres';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { compose, parseConfig, type Service } from '@bilag/sync-service';
import { demoTokens } from './api-client.ts';
import type { DemoState } from './demo-state.ts';

/** Everything that the demo runs: database, mock ERP and service, each as it runs anywhere else. */
export interface DemoServers {
  readonly mock: MockErp;
  readonly serviceUrl: string;
  readonly databaseSource: string;
  /** The next import into Xledger is committed and its answer dropped. */
  loseNextXledgerReply(): Promise<void>;
  clearFaults(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts them in the order of their dependencies; what was started is stopped when a later one fails. */
export async function startServers(state: DemoState): Promise<DemoServers> {
  await using started = new AsyncDisposableStack();
  const dataDirectory = path.join(state.directory, 'postgres');
  const database = started.adopt(await provideDatabase({ purpose: 'start', dataDirectory, env: process.env }), (it) =>
    it.stop(),
  );
  const mock = started.use(await startMock(state.directory));
  const { service, address } = await startService(state, database.url, mock);
  started.use(service);
  const faults = `${mock.urls.control}/faults`;
  const owned = started.move();
  return {
    mock,
    serviceUrl: address,
    databaseSource: database.source,
    async loseNextXledgerReply() {
      const rule = {
        system: 'xledger',
        operation: 'xledger.addGLImportItems',
        times: 1,
        effect: { kind: 'commit-then-drop' },
      };
      await fetch(faults, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rule),
      });
    },
    async clearFaults() {
      await fetch(faults, { method: 'DELETE' });
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** On its usual ports, or on free ones when those are taken. */
function startMock(directory: string): Promise<MockErp> {
  const options = {
    ledgerFile: path.join(directory, 'mock-ledger.jsonl'),
    stateFile: path.join(directory, 'mock-queue.json'),
  };
  const startOn = (httpPort: number, httpsPort: number) =>
    startMockErp({ ...options, bookingIntervalMs: 500, httpPort, httpsPort });
  return startOn(4010, 4011).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error;
    return startOn(0, 0);
  });
}

/** Likewise. */
function startService(
  state: DemoState,
  databaseUrl: string,
  mock: MockErp,
): Promise<{ service: Service; address: string }> {
  const startOn = async (port: number) => {
    await using opened = new AsyncDisposableStack();
    const service = opened.use(await compose(serviceConfig(state, databaseUrl, mock, port)));
    const { address } = await service.start();
    opened.move();
    return { service, address };
  };
  return startOn(4000).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error;
    return startOn(0);
  });
}

const isPortTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

function serviceConfig(state: DemoState, databaseUrl: string, mock: MockErp, port: number) {
  return parseConfig({
    BILAG_HTTP_PORT: String(port),
    BILAG_DATABASE_OWNER_URL: databaseUrl,
    BILAG_JWT_SECRET: state.jwtSecret,
    BILAG_JWT_ISSUER: demoTokens.issuer,
    BILAG_JWT_AUDIENCE: demoTokens.audience,
    BILAG_CREDENTIAL_KEY: state.credentialKey,
    BILAG_ALLOW_LOOPBACK: 'true',
    BILAG_EXTRA_CA: mock.caCertificate,
    BILAG_LOG_LEVEL: 'warn',
  });
}
