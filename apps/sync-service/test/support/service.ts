import { randomBytes } from 'node:crypto';
import { type MockErp, startMockErp } from '@bilag/mock-erp';
import { SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { compose, type Service } from '../../src/compose.ts';
import { type Config, parseConfig } from '../../src/config.ts';
import type { ConnectorRegistry } from '../../src/connectors/connector-registry.ts';
import type { Environment } from '../../src/environment.ts';
import { migrate } from '../../src/persistence/migrate.ts';

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
  close(): Promise<void>;
}

const issuer = 'https://sign-in.example.org';
const audience = 'bilag';

/** Starts it; with a mock ERP it may reach that one. It has the connectors of the registry, the real ones without. */
export async function startTestService(
  mock?: MockErp,
  environment: Environment = {},
  registry?: ConnectorRegistry,
): Promise<TestService> {
  const database = await createTestDatabase(migrate);
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
    ...(mock === undefined ? {} : { BILAG_EXTRA_CA: mock.caCertificate }),
    ...environment,
  };
  const config = parseConfig(variables);
  const service = await compose(config, registry);
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
    async close() {
      await service[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}

/** {@link startTestService} and a mock ERP for one test, both closed when it is over. */
export async function aServiceWithMock(
  environment: Environment = {},
): Promise<{ readonly service: TestService; readonly mock: MockErp }> {
  const mock = await startMockErp({ bookingIntervalMs: 100, xledgerSettings: { burstLimit: false } });
  onTestFinished(() => mock.close());
  const service = await startTestService(mock, environment);
  onTestFinished(() => service.close());
  return { service, mock };
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
