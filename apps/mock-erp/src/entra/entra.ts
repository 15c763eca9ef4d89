import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import { choice, count } from '../setting-values.ts';
import { settingsSwitch } from '../settings-board.ts';
import type { MockWorld } from '../world.ts';
import { type AccessTokens, createAccessTokens } from './access-tokens.ts';
import { type ClientCertificates, createClientCertificates } from './client-assertion.ts';
import { DEFAULT_ENTRA_SETTINGS, type EntraSettings } from './settings.ts';
import { refuseToken } from './token-errors.ts';
import { BUSINESS_CENTRAL_AUDIENCE, decideToken, KEY_VAULT_AUDIENCE } from './token-request.ts';

/** The simulated Microsoft Entra ID, for Business Central, the control API and tests. */
export interface EntraSystem {
  readonly tokens: AccessTokens;
  readonly certificates: ClientCertificates;
  /** May be changed while it runs. */
  readonly settings: EntraSettings;
}

interface TenantRoute {
  Params: { tenant: string };
}

/** Adds the sign-in endpoints under `/entra/{tenant}`. Operations: `entra.discovery`, `entra.keys`, `entra.token`. */
export function registerEntra(
  app: FastifyInstance,
  world: MockWorld,
  changes: Partial<EntraSettings> = {},
): EntraSystem {
  const settings = { ...DEFAULT_ENTRA_SETTINGS, ...changes };
  const entra: EntraSystem = {
    settings,
    tokens: createAccessTokens(world.clock),
    certificates: createClientCertificates(),
  };
  world.settings.set(
    'entra',
    settingsSwitch(settings, { tokenLifetimeSeconds: count(1), expiresInAs: choice('number', 'text') }),
  );
  world.onRevokeTokens.push(() => entra.tokens.revokeAll());
  world.onReset.push(() => {
    Object.assign(settings, DEFAULT_ENTRA_SETTINGS, changes);
    entra.certificates.clear();
  });
  void app.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
    routes.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, parsed) => {
        parsed(null, new URLSearchParams(String(body)));
      },
    );
    addRoutes(routes, world, entra);
    done();
  });
  return entra;
}

function addRoutes(app: FastifyInstance, world: MockWorld, entra: EntraSystem): void {
  const system = 'entra';
  app.get<TenantRoute>('/entra/:tenant/v2.0/.well-known/openid-configuration', (request, reply) =>
    world.faults.run({ system, operation: 'entra.discovery', request, reply }, () => {
      const tenantId = tenantIdOf(request.params.tenant, world);
      if (tenantId === undefined) return refuseToken({ code: 90002 }, world.clock.now());
      return { status: 200, body: discovery(authorityOf(request), tenantId) };
    }),
  );
  app.get<TenantRoute>('/entra/:tenant/discovery/v2.0/keys', (request, reply) =>
    world.faults.run({ system, operation: 'entra.keys', request, reply }, async () => ({
      status: 200,
      body: { keys: [await entra.tokens.publicKey()] },
    })),
  );
  app.post<TenantRoute>('/entra/:tenant/oauth2/v2.0/token', (request, reply) =>
    world.faults.run({ system, operation: 'entra.token', request, reply }, () => {
      const tenantId = tenantIdOf(request.params.tenant, world);
      if (tenantId === undefined) return refuseToken({ code: 90002 }, world.clock.now());
      return answerTokenRequest(request, tenantId, world, entra);
    }),
  );
}

async function answerTokenRequest(
  request: FastifyRequest,
  tenantId: string,
  world: MockWorld,
  { tokens, certificates, settings }: EntraSystem,
): Promise<Answer> {
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
  const authority = authorityOf(request);
  const tenants = [tenantId, world.seed.businessCentral.tenantDomain];
  const audiences = tenants.flatMap((it) => [`${authority}/${it}/oauth2/v2.0/token`, `${authority}/${it}/v2.0`]);
  const { businessCentral, finance } = world.seed;
  // Finance & Operations may go by its address here as well as by its name.
  const environment = authority.replace(/entra$/, 'finance');
  const resources = [BUSINESS_CENTRAL_AUDIENCE, KEY_VAULT_AUDIENCE, finance.resource, environment];
  const decision = await decideToken(form, { apps: businessCentral.apps, certificates, audiences, resources });
  if ('code' in decision) return refuseToken(decision, world.clock.now());
  const { tokenLifetimeSeconds: lifetimeSeconds, expiresInAs } = settings;
  const token = { tenantId, audience: decision.resource, lifetimeSeconds };
  const expiresIn = expiresInAs === 'text' ? String(lifetimeSeconds) : lifetimeSeconds;
  return {
    status: 200,
    headers: { 'cache-control': 'no-store, no-cache' },
    body: {
      token_type: 'Bearer',
      expires_in: expiresIn,
      ext_expires_in: expiresIn,
      access_token: await tokens.issue(decision.app, token),
    },
  };
}

/** The fields that common client libraries insist on, and what they look at besides. @source dynamics.md §3.3, 2026-11 */
function discovery(authority: string, tenantId: string): object {
  const base = `${authority}/${tenantId}`;
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
  };
}

function authorityOf(request: FastifyRequest): string {
  return `https://${request.headers.host ?? 'localhost'}/entra`;
}

function tenantIdOf(named: string, { seed }: MockWorld): string | undefined {
  const { tenantId, tenantDomain } = seed.businessCentral;
  const known = [tenantId, tenantDomain].includes(named.toLowerCase());
  return known ? tenantId : undefined;
}
