import type { FastifyRequest } from 'fastify';
import type { MockWorld } from '../world.ts';
import type { XledgerSystem } from '../xledger/xledger.ts';
import type { Grant, RestAccessTokens } from './access-tokens.ts';
import type { Admission } from './admission.ts';
import type { XledgerRestClient } from './clients.ts';
import type { Query } from './paging.ts';
import type { XledgerRestSettings } from './settings.ts';

/** What the routes work with. */
export interface RestGateway {
  readonly world: MockWorld;
  readonly xledger: XledgerSystem;
  readonly clients: readonly XledgerRestClient[];
  readonly tokens: RestAccessTokens;
  readonly admission: Admission;
  readonly settings: XledgerRestSettings;
}

/** A request as the gateway's routes take it; its body has not been parsed. */
export type RestRequest = FastifyRequest<{ Querystring: Query; Params: Readonly<Record<string, string>> }>;

/** A call that was let in. */
export interface Call extends Grant {
  readonly request: RestRequest;
}

/** The body as text; empty when there is none. */
export function bodyOf({ body }: RestRequest): string {
  return typeof body === 'string' ? body : '';
}
