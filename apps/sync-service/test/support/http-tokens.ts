import { createVirtualClock } from '@bilag/core/testing';
import { type JWTPayload, SignJWT } from 'jose';
import { createTokenVerifier, type TokenRules, type TokenVerifier } from '../../src/http/token-verifier.ts';

/** What the verifier of these tests expects. */
export const rules = { issuer: 'https://sign-in.example.org', audience: 'bilag' } as const;

/** When it is asked, in seconds since 1970. */
export const now = Date.parse('2026-03-06T10:00:00Z') / 1_000;

/** The claims of an approving app whose token is a minute old and lives ten. */
export const goodClaims: JWTPayload = {
  iss: rules.issuer,
  aud: rules.audience,
  sub: 'approving-app',
  role: 'service',
  organization_id: 'nbf',
  iat: now - 60,
  exp: now + 540,
};

/** A verifier whose clock stands at {@link now}. */
export function aVerifier(keys: Omit<TokenRules, 'issuer' | 'audience'>): TokenVerifier {
  return createTokenVerifier({ ...rules, ...keys }, createVirtualClock(new Date(now * 1_000)));
}

/** Claims as a forger may write them: of any type, or left out. */
export type Claims = Readonly<Record<string, unknown>>;

/** A token with {@link goodClaims}, changed; a claim that becomes `undefined` is left out. */
export function signed(
  key: Parameters<SignJWT['sign']>[0],
  change: Claims = {},
  header: { readonly alg: string; readonly [name: string]: unknown } = { alg: 'HS256' },
): Promise<string> {
  return new SignJWT({ ...goodClaims, ...change }).setProtectedHeader(header).sign(key);
}

/** A token put together by hand, with any signature. */
export function handmade(header: unknown, payload: unknown, signature = 'c2lnbmF0dXJl'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}
