import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { SignJWT } from 'jose';
import type { Child, Children } from './children.ts';
import { until } from './until.ts';

/** What every process of the service is started with. */
export interface ServiceSetting {
  /** Through the proxy. */
  readonly databaseUrl: string;
  readonly caCertificate: string;
}

/** Starts processes of the service, as an operator does, and signs for those who call them. */
export interface ServiceProcesses {
  /** One that answers requests, on this port. With `ownerUrl` it brings the schema up to date first. `orders` as `victim/failpoints.ts` reads them. */
  startApi(port: number, ownerUrl?: string, orders?: readonly string[]): Promise<Child>;
  /** One that sends; it always says under which name it leases. One that was kept ready is at work at once. */
  startWorker(orders: readonly string[]): Promise<Child>;
  /** Kills those that send, and waits for their end. */
  dismissWorkers(): Promise<void>;
  /** How many starts were in vain, as the database was away, and were repeated as a supervisor does. */
  futileStarts(): number;
  token(claims: Readonly<Record<string, string>>): Promise<string>;
}

const issuer = 'https://sign-in.example.org';
const audience = 'bilag';

/** How long a sender's lane is its own before it has sent anything, in milliseconds. */
const leaseMs = 2_000;

/** How many workers have loaded everything and wait for their orders. */
const sparesKept = 3;

/** Processes of `victim-main.ts`, which is the service with points and bugs at its seams. */
export function createServiceProcesses(children: Children, setting: ServiceSetting): ServiceProcesses {
  const secret = randomBytes(32).toString('base64url');
  const main = path.join(import.meta.dirname, `victim-main${path.extname(import.meta.filename)}`);
  const environment = {
    BILAG_DATABASE_URL: setting.databaseUrl,
    BILAG_DATABASE_POOL_SIZE: '6',
    BILAG_JWT_SECRET: secret,
    BILAG_JWT_ISSUER: issuer,
    BILAG_JWT_AUDIENCE: audience,
    BILAG_CREDENTIAL_KEY: randomBytes(32).toString('base64'),
    BILAG_ALLOW_LOOPBACK: 'true',
    BILAG_EXTRA_CA: setting.caCertificate,
    BILAG_LOG_LEVEL: 'error',
    BILAG_RATE_LIMIT_PER_MINUTE: '0',
    BILAG_DRIFT_CRON: 'off',
    BILAG_RETENTION_CRON: 'off',
    BILAG_POLL_MS: '50',
    BILAG_CONCURRENCY: '2',
    BILAG_LEASE_MS: String(leaseMs),
  };
  let started = 0;
  let futile = 0;
  const spares: Child[] = [];
  let spareApi: { readonly port: number; readonly child: Child } | undefined;
  const workers: Child[] = [];
  const launch = (name: string, own: Readonly<Record<string, string>>) => {
    started += 1;
    return children.start(`${name} ${started}`, main, { ...environment, ...own }, true);
  };
  const nextWorker = (): Child => {
    while (spares.length <= sparesKept) spares.push(launch('worker', { BILAG_ROLE: 'worker', BILAG_HTTP_PORT: '0' }));
    const worker = spares.shift() ?? launch('worker', { BILAG_ROLE: 'worker', BILAG_HTTP_PORT: '0' });
    workers.push(worker);
    return worker;
  };
  const launchApi = (port: number, own: Readonly<Record<string, string>> = {}) =>
    launch('api', { BILAG_ROLE: 'api', BILAG_HTTP_PORT: String(port), ...own });
  /** One has loaded everything and waits, so that nobody goes unanswered longer than it takes to listen. */
  const nextApi = (port: number): Child => {
    const child = spareApi?.port === port ? spareApi.child : launchApi(port);
    spareApi = { port, child: launchApi(port) };
    return child;
  };
  const listening = async (next: () => Child, orders: readonly string[]): Promise<Child> => {
    const child = next();
    child.tell(orders.join(','));
    await until(`${child.name} to listen`, 60_000, () => {
      // A worker may be killed by its failpoint before it has said that it listens.
      return child.lines('Bilag listens').length > 0 || child.ending() !== undefined;
    });
    if (child.ending() === undefined || child.ending() === 'SIGKILL') return child;
    if (!isDatabaseAway(child)) throw new Error(`${child.name} ended by ${child.ending()}: ${child.lastWords()}`);
    futile += 1;
    return await listening(next, orders);
  };
  return {
    futileStarts: () => futile,
    startApi: (port, ownerUrl, orders = []) =>
      listening(
        () => (ownerUrl === undefined ? nextApi(port) : launchApi(port, { BILAG_DATABASE_OWNER_URL: ownerUrl })),
        orders,
      ),
    startWorker: (orders) => listening(nextWorker, orders),
    async dismissWorkers() {
      for (const it of workers) if (it.ending() === undefined) it.signal('SIGKILL');
      await Promise.all(workers.map((it) => it.ended()));
      workers.length = 0;
    },
    token: (claims) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(claims['sub'] ?? 'chaos')
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('10m')
        .sign(new TextEncoder().encode(secret)),
  };
}

/** A process that cannot reach the database when it starts ends at once. */
function isDatabaseAway(child: Child): boolean {
  return child.ending() === '1' && /57P0[123]|ECONNRE|Connection terminated/.test(child.lastWords());
}
