import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SignJWT } from 'jose';
import { type ApiClient, createApiClient } from '../api-client.ts';
import { type Child, createChildren } from '../children.ts';
import { type MockProcess, startMock } from '../mock-process.ts';
import { until } from '../until.ts';
import { type BackupKind, type DrillDatabase, startDrillDatabase } from './drill-database.ts';

export { backupKinds } from './drill-database.ts';

/** PostgreSQL, the mock ERP and the service, each a process of its own. */
export interface DrillWorld extends AsyncDisposable {
  readonly kind: BackupKind;
  readonly database: DrillDatabase;
  readonly mock: MockProcess;
  /** The administrator of all organizations. */
  readonly admin: ApiClient;
  /** The approving app of an organization. */
  approvingApp(organizationId: string): ApiClient;
  /** Starts the service on the database as it is now. */
  startService(): Promise<void>;
  /** Kills it in whatever it does. */
  killService(): Promise<void>;
  /** Whether the service that runs now has written a line that begins so. */
  told(beginning: string): boolean;
}

const issuer = 'https://sign-in.example.org';
const audience = 'bilag';

/** Starts everything but the service, which gets these orders (as `victim/failpoints.ts` reads them). Disposing of it leaves no process and no folder. */
export async function startDrillWorld(kind: BackupKind, orders = ''): Promise<DrillWorld> {
  await using started = new AsyncDisposableStack();
  const directory = started.adopt(mkdtempSync(path.join(os.tmpdir(), 'bilag-drill-')), (it) =>
    rmSync(it, { recursive: true, force: true }),
  );
  chmodSync(directory, 0o755); // The account that runs PostgreSQL is not always ours.
  const database = started.use(await startDrillDatabase(kind, directory));
  const children = started.use(createChildren(path.join(directory, 'compiled')));
  const mock = await startMock(children, directory);
  const secret = randomBytes(32).toString('base64url');
  const environment = {
    BILAG_JWT_SECRET: secret,
    BILAG_JWT_ISSUER: issuer,
    BILAG_JWT_AUDIENCE: audience,
    BILAG_CREDENTIAL_KEY: randomBytes(32).toString('base64'),
    BILAG_ALLOW_LOOPBACK: 'true',
    BILAG_EXTRA_CA: mock.caCertificate,
    BILAG_LOG_LEVEL: 'error',
    BILAG_DRIFT_CRON: 'off',
    BILAG_RETENTION_CRON: 'off',
    BILAG_RECONCILIATION_CRON: 'off',
    BILAG_POLL_MS: '50',
    BILAG_LEASE_MS: '2000',
    BILAG_HEARTBEAT_MS: '200',
    // Longer than the longest settling time of the organizations, and beside the data directory, not in it.
    BILAG_RELEASE_REST_MS: '6000',
    BILAG_WITNESS_FILE: path.join(directory, 'witness.json'),
  };
  let service: Child | undefined;
  let port = 0;
  const client = (claims: Readonly<Record<string, string>>): ApiClient => {
    const now = () => createApiClient(`http://127.0.0.1:${port}`, () => tokenFor(claims, secret));
    return {
      once: (...parameters) => now().once(...parameters),
      insist: (...parameters) => now().insist(...parameters),
      repeats: { lost: 0, refused: 0, broken: 0 },
    };
  };
  const owned = started.move();
  return {
    kind,
    database,
    mock,
    admin: client({ sub: 'admin', role: 'global_admin' }),
    approvingApp: (id) => client({ sub: 'app', role: 'service', organization_id: id }),
    async startService() {
      const variables = {
        ...environment,
        BILAG_DATABASE_URL: database.url(),
        BILAG_DATABASE_OWNER_URL: database.url(),
        BILAG_HTTP_PORT: String(port),
      };
      const child = children.start('service', victimMain, variables, true);
      child.tell(orders);
      const line = await until('the service to listen', 60_000, () => {
        if (child.ending() !== undefined) throw new Error(`The service ended: ${child.lastWords()}`);
        return child.lines('Bilag listens at ')[0];
      });
      port = Number(new URL(line.split(' ')[3]?.replace(/\.$/, '') ?? '').port);
      service = child;
    },
    async killService() {
      service?.signal('SIGKILL');
      await service?.ended();
    },
    told: (beginning) => (service?.lines(beginning).length ?? 0) > 0,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const victimMain = path.join(import.meta.dirname, '..', `victim-main${path.extname(import.meta.filename)}`);

function tokenFor(claims: Readonly<Record<string, string>>, secret: string): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(claims['sub'] ?? 'drill')
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(secret));
}
