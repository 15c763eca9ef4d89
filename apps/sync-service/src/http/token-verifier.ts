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
}

/** Tells who sent a bearer token. */
export type TokenVerifier = (token: string) => Promise<Caller>;

/** A token lives one hour at most. */
const longestLifeSeconds = 3_600;
const clockToleranceSeconds = 30;

/**
 * A verifier with fixed algorithms, issuer and audience. A key never serves another algorithm than its own.
 * It throws {@link SyncError} `AUTHENTICATION_REQUIRED` for any token that is not in order, and `NOT_READY` when the keys cannot be had.
 */
export function createTokenVerifier(rules: TokenRules, clock: Clock): TokenVerifier {
  const keys = publicKeys(rules);
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
    try {
      const { payload } = await jwtVerify(token, keyFor, {
        algorithms,
        issuer: rules.issuer,
        audience: rules.audience,
        requiredClaims: ['exp', 'iat', 'sub'],
        maxTokenAge: longestLifeSeconds,
        clockTolerance: clockToleranceSeconds,
        currentDate: clock.now(),
      });
      const { exp = Number.POSITIVE_INFINITY, iat = 0 } = payload;
      if (exp - iat > longestLifeSeconds) throw refused('It may live one hour at most.');
      return callerOf(payload);
    } catch (error) {
      throw asSyncError(error);
    }
  };
}

function publicKeys({ jwks, jwksUrl }: TokenRules): JWTVerifyGetKey | undefined {
  if (jwks !== undefined) return createLocalJWKSet(jwks);
  if (jwksUrl === undefined) return undefined;
  return createRemoteJWKSet(jwksUrl, {
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    [customFetch]: (url, options) => fetch(url, { ...options, redirect: 'error' }),
  });
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
