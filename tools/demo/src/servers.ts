import path from 'node:path';
import { provideDatabase } from '@bilag/embedded-postgres';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { compose, parseConfig, type Service } from '@bilag/sync-service';
import { audience, type TokenSigner } from './api-client.ts';
import { buildConsole } from './console-files.ts';
import type { DemoState } from './demo-state.ts';

/** Everything that the demo runs: database, mock ERP and service, each as it runs anywhere else. */
export interface DemoServers {
  readonly mock: MockErp;
  readonly serviceUrl: string;
  readonly signer: TokenSigner;
  readonly databaseSource: string;
  /** The next import into Xledger is committed and its answer dropped. */
  loseNextXledgerReply(): Promise<void>;
  clearFaults(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How the demo is run. */
export interface DemoSetting {
  readonly withConsole: boolean;
  readonly traceUrlTemplate: string;
  /** A database of one's own (`DATABASE_URL`), and the hosts beside this machine that webhooks go to and files come from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Starts them in the order of their dependencies; what was started is stopped when a later one fails. */
export async function startServers(
  state: DemoState,
  { withConsole, traceUrlTemplate, environment }: DemoSetting,
): Promise<DemoServers> {
  // Beside everything else, as it may take some seconds.
  const building = withConsole ? buildConsole() : Promise.resolve(undefined);
  building.catch(() => undefined);
  await using started = new AsyncDisposableStack();
  const dataDirectory = path.join(state.directory, 'postgres');
  const database = started.adopt(await provideDatabase({ purpose: 'start', dataDirectory, env: environment }), (it) =>
    it.stop(),
  );
  const mock = started.use(await startMock(state.directory));
  const { service, address } = await startService(state, mock, {
    BILAG_DATABASE_OWNER_URL: database.url,
    BILAG_TRACE_URL_TEMPLATE: traceUrlTemplate,
    ...otherHosts(environment),
    ...consoleSettings(await building, mock),
  });
  started.use(service);
  const faults = `${mock.urls.control}/faults`;
  const owned = started.move();
  return {
    mock,
    serviceUrl: address,
    signer: { issuer: mock.urls.openidIssuer, secret: state.jwtSecret },
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

/** How long a voucher may wait in the mock's Xledger until it is booked, in milliseconds: files are attached to it before. In the real one it is 20 to 30 minutes. */
const bookingIntervalMs = 2_000;

/** On its usual ports, or on free ones when those are taken. */
function startMock(directory: string): Promise<MockErp> {
  const options = {
    ledgerFile: path.join(directory, 'mock-ledger.jsonl'),
    stateFile: path.join(directory, 'mock-queue.json'),
  };
  const startOn = (httpPort: number, httpsPort: number) =>
    startMockErp({ ...options, bookingIntervalMs, httpPort, httpsPort });
  return startOn(4010, 4011).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error;
    return startOn(0, 0);
  });
}

/** Likewise. */
function startService(
  state: DemoState,
  mock: MockErp,
  settings: Readonly<Record<string, string>>,
): Promise<{ service: Service; address: string }> {
  const startOn = async (port: number) => {
    await using opened = new AsyncDisposableStack();
    const service = opened.use(
      await compose(serviceConfig(state, mock, { ...settings, BILAG_HTTP_PORT: String(port) })),
    );
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

function consoleSettings(folder: string | undefined, mock: MockErp): Readonly<Record<string, string>> {
  if (folder === undefined) return {};
  return { BILAG_CONSOLE_FOLDER: folder, BILAG_CONSOLE_CLIENT_ID: mock.openid.settings.clientId };
}

/** Where a developer's own receiver and files may be beside this machine, which the demo allows anyway. */
function otherHosts(environment: DemoSetting['environment']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['BILAG_WEBHOOK_HOSTS', 'BILAG_RECEIPT_HOSTS'].flatMap((name) => {
      const hosts = environment[name];
      return hosts === undefined ? [] : [[name, hosts]];
    }),
  );
}

function serviceConfig(state: DemoState, mock: MockErp, settings: Readonly<Record<string, string>>) {
  return parseConfig({
    BILAG_JWT_SECRET: state.jwtSecret,
    BILAG_JWKS_URL: `${mock.urls.openidIssuer}/keys`,
    BILAG_JWT_ISSUER: mock.urls.openidIssuer,
    BILAG_JWT_AUDIENCE: audience,
    BILAG_CREDENTIAL_KEY: state.credentialKey,
    BILAG_ALLOW_LOOPBACK: 'true',
    BILAG_EXTRA_CA: mock.caCertificate,
    BILAG_LOG_LEVEL: 'warn',
    ...settings,
  });
}
