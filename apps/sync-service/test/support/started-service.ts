import { randomBytes } from 'node:crypto';
import type { MockErp } from '@bilag/mock-erp';
import { SignJWT } from 'jose';
import { compose, type Service } from '../../src/compose.ts';
import { type Config, parseConfig } from '../../src/config.ts';
import type { ConnectorRegistry } from '../../src/connectors/connector-registry.ts';
import type { Environment } from '../../src/environment.ts';
import type { Seams } from '../../src/seams.ts';

/** Who a token is for; see the service's own claims. */
export interface TokenClaims {
  readonly sub?: string;
  readonly role?: string;
  readonly organization_id?: string;
  readonly organization_ids?: readonly string[];
}

/** An answer with its body parsed. */
export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** The whole service as it runs anywhere, on a database of its own. */
export interface TestService {
  readonly url: string;
  readonly databaseUrl: string;
  readonly config: Config;
  /** What it was started with; another process started with the same is its replica. */
  readonly environment: Environment;
  sign(claims: TokenClaims, lifeSeconds?: number): Promise<string>;
  /** Calls the API as somebody; without claims with no token at all. */
  call<T = Record<string, unknown>>(method: string, path: string, as?: TokenClaims, body?: unknown): Promise<Reply<T>>;
  /** The nightly check, now. */
  checkDrift(): ReturnType<Service['checkDrift']>;
  /** What is done every minute about alerts, now. */
  readonly alerts: Service['alerts'];
  /** What is done all the time about status webhooks, now. */
  readonly statusWebhooks: Service['statusWebhooks'];
  close(): Promise<void>;
}

const issuer = 'https://sign-in.example.org';
const audience = 'bilag';

/** A database that nobody else uses: its address as owner, and how it is dropped. */
interface OwnDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Starts it on a migrated database; with a mock ERP it may reach that one. It has the connectors of the registry, the real ones without. */
export async function startServiceOn(
  database: OwnDatabase,
  mock?: MockErp,
  environment: Environment = {},
  registry?: ConnectorRegistry,
  seams: Seams = {},
): Promise<TestService> {
  const secret = randomBytes(32).toString('base64url');
  const variables = {
    BILAG_HTTP_PORT: '0',
    BILAG_DATABASE_OWNER_URL: database.url,
    BILAG_JWT_SECRET: secret,
    BILAG_JWT_ISSUER: issuer,
    BILAG_JWT_AUDIENCE: audience,
    BILAG_CREDENTIAL_KEY: randomBytes(32).toString('base64'),
    BILAG_ALLOW_LOOPBACK: 'true',
    BILAG_LOG_LEVEL: 'fatal',
    BILAG_POLL_MS: '50',
    // Longer than any test waits: what is left to the end of a lease shows.
    BILAG_LEASE_MS: '120000',
    // Tests ask more than people do; that this is refused has tests of its own.
    BILAG_RATE_LIMIT_PER_MINUTE: '0',
    BILAG_RATE_LIMIT_STRANGERS_PER_MINUTE: '0',
    ...(mock === undefined ? {} : { BILAG_EXTRA_CA: mock.caCertificate }),
    ...environment,
  };
  const config = parseConfig(variables);
  const service = await compose(config, registry, seams);
  const { address } = await service.start();
  const sign = ({ sub = 'test', ...claims }: TokenClaims, lifeSeconds = 600) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(sub)
      .setIssuer(config.tokens.issuer)
      .setAudience(config.tokens.audience)
      .setIssuedAt()
      .setExpirationTime(`${lifeSeconds}s`)
      .sign(Buffer.from(secret));
  return {
    url: address,
    databaseUrl: database.url,
    config,
    environment: variables,
    sign,
    async call<T>(method: string, path: string, as?: TokenClaims, body?: unknown): Promise<Reply<T>> {
      const response = await fetch(address + path, {
        method,
        headers: {
          ...(as === undefined ? {} : { authorization: `Bearer ${await sign(as)}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
    },
    checkDrift: () => service.checkDrift(),
    alerts: service.alerts,
    statusWebhooks: service.statusWebhooks,
    async close() {
      await service[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}

/** The administrator of all organizations, and the approving app of one. */
export const globalAdmin: TokenClaims = { sub: 'global-admin', role: 'global_admin' };
export const orgAdmin = (organizationId: string): TokenClaims => ({
  sub: `admin-of-${organizationId}`,
  role: 'org_admin',
  organization_id: organizationId,
});
export const approvingApp = (organizationId: string): TokenClaims => ({
  sub: 'approving-app',
  role: 'service',
  organization_id: organizationId,
});
