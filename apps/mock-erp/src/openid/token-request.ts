import { createHash } from 'node:crypto';
import type { Answer } from '../answer.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { ShortLived } from './short-lived.ts';
import type { SignedIn } from './tokens.ts';

/** What a code stands for. */
export interface Authorized extends SignedIn {
  readonly request: AuthorizationRequest;
}

/** A refusal of the token endpoint. @source RFC 6749 §5.2 */
interface TokenRefusal {
  readonly error: 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type';
  readonly description: string;
}

const PARAMETERS = ['grant_type', 'client_id', 'code', 'redirect_uri', 'code_verifier'];

/**
 * Redeems a code, once: whatever is wrong with the request, the code is gone.
 * @source RFC 6749 §4.1.3; RFC 7636 §4.5 and §4.6
 */
export function redeemCode(
  form: URLSearchParams,
  { codes, clientId, hasSecret }: { codes: ShortLived<Authorized>; clientId: string; hasSecret: boolean },
): Authorized | TokenRefusal {
  const missing = PARAMETERS.find((name) => (form.get(name) ?? '') === '');
  const twice = PARAMETERS.find((name) => form.getAll(name).length > 1);
  if (twice !== undefined) return { error: 'invalid_request', description: `${twice} is given more than once.` };
  if (missing === 'grant_type') return { error: 'invalid_request', description: 'grant_type is missing.' };
  if (form.get('grant_type') !== 'authorization_code')
    return { error: 'unsupported_grant_type', description: 'Only authorization_code is supported.' };
  if (hasSecret) return { error: 'invalid_client', description: 'The client is public; send client_id and no secret.' };
  if (missing !== undefined) return { error: 'invalid_request', description: `${missing} is missing.` };
  const found = codes.take(form.get('code') ?? undefined);
  if (form.get('client_id') !== clientId) return { error: 'invalid_client', description: 'There is no such client.' };
  if (found === undefined || found.clientId !== clientId)
    return { error: 'invalid_grant', description: 'The code is unknown, expired or used.' };
  if (form.get('redirect_uri') !== found.request.redirectUri)
    return { error: 'invalid_grant', description: 'redirect_uri is not the one that the code was sent to.' };
  if (!fits(form.get('code_verifier') ?? '', found.request.codeChallenge))
    return { error: 'invalid_grant', description: 'code_verifier does not fit the code_challenge.' };
  return found;
}

/** The refusal as the endpoint answers it. */
export function refuseTokens({ error, description }: TokenRefusal): Answer {
  const status = error === 'invalid_client' ? 401 : 400;
  return { status, headers: NOT_STORED, body: { error, error_description: description } };
}

/** What goes with every answer of the token endpoint. @source RFC 6749 §5.1 */
export const NOT_STORED = { 'cache-control': 'no-store', pragma: 'no-cache' };

function fits(verifier: string, challenge: string): boolean {
  return /^[\w.~-]{43,128}$/.test(verifier) && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
