import { isRegistered } from './loopback.ts';
import type { OpenidSettings } from './settings.ts';

/** Where a browser is sent back to, and what with. */
export interface Return {
  readonly redirectUri: string;
  readonly state: string | undefined;
}

/** A request to sign somebody in that can be served. */
export interface AuthorizationRequest extends Return {
  readonly clientId: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string;
  /** Nobody is to be asked. */
  readonly isSilent: boolean;
  /** How long ago the sign-in may have been, in seconds, when nobody is asked. */
  readonly maxAgeSeconds: number | undefined;
}

/** Why there is no sign-in: told to the person where it is unknown who asks, else to the client. */
export type Judgement =
  | { readonly request: AuthorizationRequest }
  | { readonly page: string }
  | { readonly back: Return; readonly error: string; readonly description: string };

const PARAMETERS = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
];

/**
 * Judges a request for the code flow, for which PKCE with S256 is required.
 * @source OpenID Connect Core 1.0 §3.1.2; RFC 6749 §4.1.2.1; RFC 7636 §4.3; RFC 9700 §2.1
 */
export function judgeAuthorization(query: URLSearchParams, settings: OpenidSettings): Judgement {
  const get = (name: string) => query.get(name) ?? undefined;
  const redirectUri = get('redirect_uri') ?? '';
  if (query.getAll('client_id').length > 1 || get('client_id') !== settings.clientId)
    return { page: 'There is no client with this client_id.' };
  if (query.getAll('redirect_uri').length > 1 || !isRegistered(redirectUri, settings.redirectUris))
    return { page: 'The redirect_uri is not registered for this client.' };
  const back = { redirectUri, state: get('state') };
  const refusal = refusalOf(query);
  if (refusal !== undefined) return { back, ...refusal };
  const maxAge = get('max_age');
  return {
    request: {
      ...back,
      clientId: settings.clientId,
      nonce: get('nonce'),
      codeChallenge: get('code_challenge') ?? '',
      isSilent: get('prompt') === 'none',
      maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
    },
  };
}

function refusalOf(query: URLSearchParams): { error: string; description: string } | undefined {
  const invalid = (description: string) => ({ error: 'invalid_request', description });
  const get = (name: string) => query.get(name) ?? '';
  const twice = PARAMETERS.find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) return invalid(`${twice} is given more than once.`);
  if (query.has('request')) return { error: 'request_not_supported', description: 'Send plain parameters.' };
  if (query.has('request_uri')) return { error: 'request_uri_not_supported', description: 'Send plain parameters.' };
  if (get('response_type') !== 'code')
    return { error: 'unsupported_response_type', description: 'Only the code flow is supported.' };
  if (query.has('response_mode') && get('response_mode') !== 'query') return invalid('response_mode must be query.');
  if (!get('scope').split(' ').includes('openid'))
    return { error: 'invalid_scope', description: 'scope must contain openid.' };
  if (get('code_challenge_method') !== 'S256') return invalid('code_challenge_method must be S256.');
  // A SHA-256 hash in base64url always has this length.
  if (!/^[\w-]{43}$/.test(get('code_challenge'))) return invalid('code_challenge must be a hash in base64url.');
  const prompts = get('prompt').split(' ');
  if (prompts.includes('none') && prompts.length > 1) return invalid('prompt none goes with no other.');
  if (query.has('max_age') && !/^\d{1,9}$/.test(get('max_age'))) return invalid('max_age must be a count of seconds.');
  return undefined;
}
