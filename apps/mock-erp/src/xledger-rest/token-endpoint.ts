import type { Answer } from '../answer.ts';
import type { Grant } from './access-tokens.ts';
import { SCOPES, type Scope, type XledgerRestClient } from './clients.ts';

/** A refusal of the token endpoint. @source RFC 6749 §5.2 */
interface TokenRefusal {
  readonly error: 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type';
  readonly description: string;
}

interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

/** A request to the token endpoint as it came. */
export interface TokenRequest {
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Judges a client-credentials request. @source RFC 6749 §2.3.1 and §4.4; xledger.md §13, 2026-11 */
export function decideGrant(request: TokenRequest, clients: readonly XledgerRestClient[]): Grant | TokenRefusal {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.contentType ?? ''))
    return { error: 'invalid_request', description: 'The body must be application/x-www-form-urlencoded.' };
  const form = new URLSearchParams(request.body);
  const twice = [...form.keys()].find((name) => form.getAll(name).length > 1);
  if (twice !== undefined) return { error: 'invalid_request', description: `${twice} is given more than once.` };
  const credentials = readCredentials(form, request.authorization);
  if ('error' in credentials) return credentials;
  const client = clients.find(({ clientId }) => clientId === credentials.clientId);
  if (client === undefined || client.secret !== credentials.secret || client.disabled)
    return { error: 'invalid_client', description: 'The client is unknown, disabled, or its secret is wrong.' };
  const grantType = form.get('grant_type') ?? '';
  if (grantType === '') return { error: 'invalid_request', description: 'grant_type is missing.' };
  if (grantType !== 'client_credentials')
    return { error: 'unsupported_grant_type', description: 'Only client_credentials is supported.' };
  const scopes = readScopes(form.get('scope'), client);
  return scopes === undefined
    ? { error: 'invalid_scope', description: `The client may ask for: ${client.scopes.join(' ')}.` }
    : { client, scopes };
}

/** The refusal as the endpoint answers it. */
export function refuseGrant({ error, description }: TokenRefusal): Answer {
  const body = { error, error_description: description };
  if (error !== 'invalid_client') return { status: 400, headers: NOT_STORED, body };
  return { status: 401, headers: { ...NOT_STORED, 'www-authenticate': 'Basic realm="xledger-rest"' }, body };
}

/** The token as the endpoint answers it; its lifetime in seconds. @source RFC 6749 §5.1 */
export function grantAnswer({ scopes }: Grant, token: string, lifetime: number): Answer {
  const body = { access_token: token, token_type: 'Bearer', expires_in: lifetime, scope: scopes.join(' ') };
  return { status: 200, headers: NOT_STORED, body };
}

const NOT_STORED = { 'cache-control': 'no-store', pragma: 'no-cache' };

function readCredentials(form: URLSearchParams, authorization: string | undefined): Credentials | TokenRefusal {
  const clientId = form.get('client_id');
  const secret = form.get('client_secret');
  if (authorization === undefined) {
    if (clientId !== null && secret !== null) return { clientId, secret };
    return { error: 'invalid_client', description: 'client_id and client_secret are needed, in the form or as Basic.' };
  }
  if (secret !== null)
    return { error: 'invalid_request', description: 'Send the secret in the form or as Basic, not both.' };
  const basic = readBasic(authorization);
  if (basic === undefined) return { error: 'invalid_client', description: 'The Authorization header is no Basic.' };
  if (clientId !== null && clientId !== basic.clientId)
    return { error: 'invalid_request', description: 'client_id differs from the one in the Authorization header.' };
  return basic;
}

/** Id and secret are form-encoded before they are joined. @source RFC 6749 §2.3.1 */
function readBasic(header: string): Credentials | undefined {
  const encoded = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1];
  const [, id, secret] = /^([^:]*):([^]*)$/.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
  try {
    return { clientId: decode(id), secret: decode(secret) };
  } catch {
    return undefined;
  }
}

/** The scopes asked for, all of the client's when none are, or `undefined` when one is not to be had. */
function readScopes(asked: string | null, client: XledgerRestClient): readonly Scope[] | undefined {
  if (asked === null || asked === '') return client.scopes;
  const named = asked.split(' ');
  const scopes = SCOPES.filter((scope) => named.includes(scope));
  const isAllowed = named.every((name) => client.scopes.some((scope) => scope === name));
  return isAllowed ? scopes : undefined;
}
