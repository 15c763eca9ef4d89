import type { MockClock } from '../clock.ts';
import type { Grant, RestAccessTokens } from './access-tokens.ts';
import type { Scope } from './clients.ts';
import { refusal } from './rest-error.ts';
import type { XledgerRestSettings } from './settings.ts';

const MINUTE_MS = 60_000;

/** Lets calls to the API in. */
export interface Admission {
  /** @throws {RestError} 401 `invalid_token`, 429 `too_many_requests` or 403 `insufficient_scope`, looked for in this order. */
  admit(authorization: string | undefined, scope?: Scope): Grant;
  clear(): void;
}

/** Judges by token, by the client's requests in the last minute and by scope. @source RFC 6750 §3; xledger.md §13, 2026-11 */
export function createAdmission(tokens: RestAccessTokens, settings: XledgerRestSettings, clock: MockClock): Admission {
  const recent = new Map<string, readonly number[]>();
  const countIn = (clientId: string) => {
    if (settings.requestsPerMinute < 0) return;
    const nowMs = clock.now().getTime();
    const window = (recent.get(clientId) ?? []).filter((atMs) => Math.abs(nowMs - atMs) < MINUTE_MS);
    if (window.length >= settings.requestsPerMinute) throw tooMany((window[0] ?? nowMs) + MINUTE_MS - nowMs);
    recent.set(clientId, [...window, nowMs]);
  };
  return {
    admit(authorization, scope) {
      const token = /^bearer ([\w-]+)$/i.exec(authorization ?? '')?.[1];
      const grant = token === undefined ? undefined : tokens.read(token);
      if (grant === undefined) throw invalidToken(authorization);
      countIn(grant.client.clientId);
      if (scope !== undefined && !grant.scopes.includes(scope)) throw insufficientScope(scope);
      return grant;
    },
    clear: () => recent.clear(),
  };
}

/** Who sent no token at all is not told what is wrong with it. */
function invalidToken(authorization: string | undefined) {
  const challenge = authorization === undefined ? '' : ', error="invalid_token"';
  return refusal(401, 'invalid_token', 'The access token is missing, unknown, expired or revoked.', {
    'www-authenticate': `Bearer realm="xledger-rest"${challenge}`,
  });
}

function insufficientScope(scope: Scope) {
  return refusal(403, 'insufficient_scope', `The access token lacks the scope ${scope}.`, {
    'www-authenticate': `Bearer realm="xledger-rest", error="insufficient_scope", scope="${scope}"`,
  });
}

function tooMany(waitMs: number) {
  const retryAfter = String(Math.max(1, Math.ceil(waitMs / 1000)));
  return refusal(429, 'too_many_requests', 'Too many requests in the last minute.', { 'retry-after': retryAfter });
}
