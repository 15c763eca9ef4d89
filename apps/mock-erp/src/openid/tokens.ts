import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import type { MockClock } from '../clock.ts';
import type { OpenidSettings } from './settings.ts';
import { findUser, type OpenidUser } from './users.ts';

/** Who signed in, when, and for whom. */
export interface SignedIn {
  readonly user: OpenidUser;
  /** Seconds since 1970. */
  readonly authTime: number;
  readonly clientId: string;
  readonly nonce: string | undefined;
}

/** Both tokens of one sign-in. */
export interface TokenPair {
  readonly idToken: string;
  readonly accessToken: string;
}

/** Signs tokens and checks them again; RS256. */
export interface OpenidTokens {
  issue(signedIn: SignedIn, issuer: string): Promise<TokenPair>;
  /** Whose access token it is; `undefined` when it is none of ours or has expired on the sandbox's clock. */
  readAccessToken(token: string, issuer: string): Promise<OpenidUser | undefined>;
  /** Whether it is an ID token of ours, expired or not. */
  isIdToken(token: string, issuer: string): Promise<boolean>;
  /** The public key, for `jwks_uri`. */
  publicKey(): Promise<JWK>;
}

/** The key is made at the first use and lives as long as the sandbox runs; its id tells the keys of two runs apart. */
export function createOpenidTokens(clock: MockClock, settings: OpenidSettings): OpenidTokens {
  let made: ReturnType<typeof makeKey> | undefined;
  const key = () => (made ??= makeKey());
  const sign = async (claims: object, { issuer, sub, audience }: { issuer: string; sub: string; audience: string }) => {
    const { privateKey, jwk } = await key();
    const nowSeconds = Math.floor(clock.now().getTime() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: jwk.kid })
      .setIssuer(issuer)
      .setSubject(sub)
      .setAudience(audience)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + settings.tokenLifetimeSeconds)
      .sign(privateKey);
  };
  const verify = async (token: string, expected: { issuer: string; audience: string; currentDate: Date }) => {
    const { publicKey } = await key();
    const verified = await jwtVerify(token, publicKey, { ...expected, algorithms: ['RS256'] }).catch(() => undefined);
    return verified?.payload;
  };
  return {
    async issue({ user, authTime, clientId, nonce }, issuer) {
      const { sub, name, ...claims } = user;
      const idClaims = { ...claims, name, auth_time: authTime, ...(nonce === undefined ? {} : { nonce }) };
      return {
        idToken: await sign(idClaims, { issuer, sub, audience: clientId }),
        accessToken: await sign({ ...claims, client_id: clientId }, { issuer, sub, audience: settings.audience }),
      };
    },
    async readAccessToken(token, issuer) {
      const payload = await verify(token, { issuer, audience: settings.audience, currentDate: clock.now() });
      return findUser(payload?.sub ?? null);
    },
    async isIdToken(token, issuer) {
      return (await verify(token, { issuer, audience: settings.clientId, currentDate: new Date(0) })) !== undefined;
    },
    publicKey: async () => (await key()).jwk,
  };
}

async function makeKey() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { publicKey, privateKey, jwk: { ...jwk, use: 'sig', alg: 'RS256', kid } };
}
