import { SyncError } from '@bilag/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, mayActFor, type Role } from './caller.ts';
import type { CountRequest } from './rate-limit.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** Who may use a route. Every route declares it in its `config`. */
export type Access = 'public' | { readonly roles: readonly Role[] };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** The answer shows a secret and is kept nowhere, so an `Idempotency-Key` means nothing to it. */
    isToldOnce?: true;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
  interface FastifyInstance {
    /** Every route that was registered, in order, with its rule. */
    guardedRoutes: readonly GuardedRoute[];
  }
}

/** A route and who may use it. */
export interface GuardedRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
}

/** For the approving apps and everybody above them. */
export const everyRole: Access = { roles: ['service', 'org_admin', 'global_admin'] };
/** For administrators of the organization, and of the platform. */
export const administrators: Access = { roles: ['org_admin', 'global_admin'] };
/** For administrators of the platform. */
export const globalAdministrators: Access = { roles: ['global_admin'] };

/** Guards every route by the rule it declares; one without a rule does not register. `publicPrefix` is for a plugin's own routes. Whoever is refused is counted too. */
export function guardRoutes(
  app: FastifyInstance,
  verify: TokenVerifier,
  publicPrefix: string,
  count: CountRequest = async () => undefined,
): void {
  const routes: GuardedRoute[] = [];
  app.decorate('guardedRoutes', routes);
  app.decorateRequest('caller', null);
  app.addHook('onRoute', (route) => {
    const { url, method } = route;
    const access = route.config?.access ?? ruleOfPlugin(url, [method].flat(), publicPrefix);
    route.config = { ...route.config, access };
    routes.push(...[method].flat().map((it) => ({ method: it, url, access })));
  });
  app.addHook('onRequest', async (request, reply) => {
    try {
      if (!request.is404) await admit(request, verify);
    } finally {
      // One too many is told so rather than why it would have been refused.
      await count(request, reply);
    }
  });
}

/** @throws {Error} for every route but those below `publicPrefix`. */
function ruleOfPlugin(url: string, methods: readonly string[], publicPrefix: string): Access {
  if (url === publicPrefix || url.startsWith(`${publicPrefix}/`)) return 'public';
  throw new Error(`Route ${methods.join(',')} ${url} does not declare who may use it.`);
}

/** Role first, organization second: neither answer tells whether an organization exists. */
async function admit(request: FastifyRequest, verify: TokenVerifier): Promise<void> {
  const { access } = request.routeOptions.config;
  if (access === 'public') return;
  const caller = await verify(bearerTokenOf(request));
  request.caller = caller;
  if (access === undefined || !access.roles.includes(caller.role)) {
    throw new SyncError('FORBIDDEN', 'The token’s role may not do this.');
  }
  const organizationId = organizationOf(request.params);
  if (organizationId !== undefined && !mayActFor(caller, organizationId)) throw unknownOrganization();
}

function bearerTokenOf({ headers: { authorization = '' } }: FastifyRequest): string {
  const [, token] = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization) ?? [];
  if (token === undefined) {
    const what = authorization === '' ? 'The request has no bearer token.' : 'Its Authorization has no readable token.';
    throw new SyncError('AUTHENTICATION_REQUIRED', what);
  }
  return token;
}

function organizationOf(params: unknown): string | undefined {
  if (params === null || typeof params !== 'object' || !('organizationId' in params)) return undefined;
  return String(params.organizationId);
}

/** The answer for an organization that does not exist, and for one that is not the caller's: the same bytes. */
export function unknownOrganization(): SyncError {
  return new SyncError('UNKNOWN_ORGANIZATION', 'There is no such organization.');
}

/** Who is asking, on a route that is not public. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('A public route has no caller.');
  return request.caller;
}
