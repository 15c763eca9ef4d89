import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { MockClock } from '../clock.ts';
import type { EntraApp } from '../seed-business-central.ts';

/** What a bearer token says about the caller. */
export interface TokenClaims {
  readonly clientId: string;
  readonly tenantId: string;
  readonly audience: string;
  readonly roles: readonly string[];
}

/** Signs access tokens and checks them again. */
export interface AccessTokens {
  issue(app: EntraApp, token: { tenantId: string; audience: string; lifetimeSeconds: number }): Promise<string>;
  /** `undefined` when the token is none of ours, has expired on the sandbox's clock or was revoked. */
  read(token: string): Promise<TokenClaims | undefined>;
  /** No token issued until now is accepted any more. */
  revokeAll(): void;
  /** The public key, for `jwks_uri`. */
  publicKey(): Promise<JWK>;
}

const KEY_ID = 'bilag-mock-erp';
const MOST_KNOWN = 1_000;

/** The key is made at the first use and lives as long as the sandbox runs. */
export function createAccessTokens(clock: MockClock): AccessTokens {
  let made: ReturnType<typeof generateKeyPair> | undefined;
  let generation = randomUUID();
  const keys = () => (made ??= generateKeyPair('RS256'));
  // A signature that was good once is good again: most of the time of a small request would go into checking it.
  const known = new Map<string, JWTPayload>();
  const verify = async (token: string): Promise<JWTPayload | undefined> => {
    const { publicKey } = await keys();
    const options = { algorithms: ['RS256'], currentDate: clock.now() };
    const verified = await jwtVerify(token, publicKey, options).catch(() => undefined);
    if (known.size >= MOST_KNOWN) known.clear();
    if (verified !== undefined) known.set(token, verified.payload);
    return verified?.payload;
  };
  return {
    async issue(app, { tenantId, audience, lifetimeSeconds }) {
      const nowSeconds = Math.floor(clock.now().getTime() / 1000);
      const { privateKey } = await keys();
      const roles = app.roles.length === 0 ? {} : { roles: app.roles };
      return (
        new SignJWT({ appid: app.clientId, oid: app.objectId, tid: tenantId, ver: '1.0', generation, ...roles })
          .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })
          .setIssuer(`https://sts.windows.net/${tenantId}/`)
          .setSubject(app.objectId)
          .setAudience(audience)
          .setJti(randomUUID())
          // No `nbf`: a clock that is moved back must not make the token worthless.
          .setIssuedAt(nowSeconds)
          .setExpirationTime(nowSeconds + lifetimeSeconds)
          .sign(privateKey)
      );
    },
    async read(token) {
      const payload = known.get(token) ?? (await verify(token));
      if (payload === undefined || payload['generation'] !== generation) return undefined;
      const { appid, tid, aud, roles, exp = 0 } = payload;
      if (exp * 1000 <= clock.now().getTime()) return undefined;
      return {
        clientId: String(appid),
        tenantId: String(tid),
        audience: String(aud),
        roles: Array.isArray(roles) ? roles.map(String) : [],
      };
    },
    revokeAll() {
      generation = randomUUID();
    },
    async publicKey() {
      const { publicKey } = await keys();
      return { ...(await exportJWK(publicKey)), use: 'sig', alg: 'RS256', kid: KEY_ID };
    },
  };
}
