import { createHttpExchange } from '@bilag/connector-http';
import { type Clock, SyncError } from '@bilag/core';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import type { Caller } from './caller.ts';
import { createKnownTokens } from './known-tokens.ts';
import { callerOf } from './token-claims.ts';

/** How tokens are recognised. At least one of `secret`, `jwks` and `jwksUrl` is given. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** A shared secret for HS256, at least 32 bytes. */
  readonly secret?: Uint8Array;
  /** Public keys for RS256 and ES256. */
  readonly jwks?: JSONWebKeySet;
  /** Where those keys are published. */
  readonly jwksUrl?: URL;
  /** Whom else to trust there, beside the authorities that are known: certificates in PEM. */
  readonly extraCaCertificates?: readonly string[];
}

/** Tells who sent a bearer token. */
export type TokenVerifier = (token: string) => Promise<Caller>;

/** A token lives one hour at most. */
const longestLifeSeconds = 3_600;
const clockToleranceSeconds = 30;
/** The longest wait for published keys, in milliseconds. */
const keysTimeoutMs = 5_000;

/**
 * A verifier with fixed algorithms, issuer and audience. A key never serves another algorithm than its own.
 * A token that was in order is not verified again before it expires, as long as the published keys that it was verified with are fresh.
 * It throws {@link SyncError} `AUTHENTICATION_REQUIRED` for any token that is not in order, and `NOT_READY` when the keys cannot be had.
 */
export function createTokenVerifier(rules: TokenRules, clock: Clock): TokenVerifier {
  const known = createKnownTokens();
  let fetches = 0;
  const { keys, areFresh } = publicKeys(rules, () => {
    fetches += 1;
    known.forget();
  });
  const algorithms = [
    ...(rules.secret === undefined ? [] : ['HS256']),
    ...(keys === undefined ? [] : ['RS256', 'ES256']),
  ];
  const keyFor: JWTVerifyGetKey = (header, token) => {
    if (header.alg === 'HS256' && rules.secret !== undefined) return rules.secret;
    if (keys !== undefined && header.alg !== 'HS256') return keys(header, token);
    throw new errors.JOSEAlgNotAllowed('no key for this algorithm');
  };
  return async (token) => {
    const now = clock.now();
    const caller = areFresh() ? known.find(token, now.getTime()) : undefined;
    return caller ?? (await verify(token, now));
  };

  async function verify(token: string, now: Date): Promise<Caller> {
    const fetchesBefore = fetches;
    try {
      const { payload } = await jwtVerify(token, keyFor, {
        algorithms,
        issuer: rules.issuer,
        audience: rules.audience,
        requiredClaims: ['exp', 'iat', 'sub'],
        maxTokenAge: longestLifeSeconds,
        clockTolerance: clockToleranceSeconds,
        currentDate: now,
      });
      const { exp = Number.POSITIVE_INFINITY, iat = 0 } = payload;
      if (exp - iat > longestLifeSeconds) throw refused('It may live one hour at most.');
      const caller = callerOf(payload);
      // No tolerance here: in the last half minute it is verified each time.
      // What was verified while keys were fetched may have been with the former ones.
      if (fetches === fetchesBefore) known.add(token, caller, { atMs: now.getTime(), untilMs: exp * 1_000 });
      return caller;
    } catch (error) {
      throw asSyncError(error);
    }
  }
}

interface PublicKeys {
  readonly keys: JWTVerifyGetKey | undefined;
  /** Whether they need not be fetched anew; what is fixed is always fresh. */
  readonly areFresh: () => boolean;
}

/** `onFetch` is called whenever published keys are fetched, as some may have been withdrawn. */
function publicKeys({ jwks, jwksUrl, extraCaCertificates = [] }: TokenRules, onFetch: () => void): PublicKeys {
  if (jwks !== undefined) return { keys: createLocalJWKSet(jwks), areFresh: () => true };
  if (jwksUrl === undefined) return { keys: undefined, areFresh: () => true };
  const read = keyReader(extraCaCertificates);
  const keys = createRemoteJWKSet(jwksUrl, {
    timeoutDuration: keysTimeoutMs,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    [customFetch]: (url, { signal }) => {
      onFetch();
      return read(url, signal);
    },
  });
  return { keys, areFresh: () => keys.fresh };
}

/** Reads published keys, following no redirect. The address is the operator’s own: an issuer may run in a private network, or on this machine. */
function keyReader(extraCaCertificates: readonly string[]) {
  const host = { allowLoopback: true, allowPrivate: true, extraCaCertificates };
  const exchange = createHttpExchange(host, { timeoutMs: keysTimeoutMs, atOnce: 1 });
  return async (url: string, signal: AbortSignal): Promise<Response> => {
    const { status, text } = await exchange.send(
      { method: 'GET', url, headers: { accept: 'application/json' } },
      signal,
    );
    return status === 200 ? new Response(text) : Response.error();
  };
}

const refused = (why: string) => new SyncError('AUTHENTICATION_REQUIRED', `The bearer token is not valid. ${why}`);

function asSyncError(error: unknown): SyncError {
  if (error instanceof SyncError) return error;
  if (error instanceof errors.JWTExpired) return refused('It has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) return refused(`Its claim «${error.claim}» is not in order.`);
  const isKeyTrouble = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  if (error instanceof errors.JOSEError && error.constructor !== errors.JOSEError && !isKeyTrouble) {
    return refused('Its form or signature is not in order.');
  }
  return new SyncError('NOT_READY', 'The keys for bearer tokens cannot be had at the moment.', { cause: error });
}
