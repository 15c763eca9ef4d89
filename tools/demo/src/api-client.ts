import { SignJWT } from 'jose';

/** The parts of a record's answer that the demo shows. */
export interface RecordSummary {
  readonly id: string;
  readonly sourceId: string;
  readonly kind: string;
  readonly reference: string;
  readonly state: string;
  readonly attempts: number;
  readonly erpReference: string | null;
  /** The voucher that takes it back. */
  readonly reversal: { readonly reference: string; readonly state: string } | null;
}

/** The service's REST API as the demo uses it: a plain client, with a token of its own. */
export interface ApiClient {
  readonly baseUrl: string;
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT', path: string, body?: unknown): Promise<T>;
}

/** For whom the demo's tokens are, those of the mock's authority among them. */
export const audience = 'bilag';

/** What the approving app's tokens are signed with. They name the authority at which people sign in, as the service takes the tokens of one issuer. */
export interface TokenSigner {
  readonly issuer: string;
  readonly secret: string;
}

/** Signs a token as the approving app's sign-in would; valid for one hour. */
export function signToken({ issuer, secret }: TokenSigner, claims: Record<string, string>): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(claims.sub ?? 'demo')
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));
}

/** A client of the service; an answer that is not 2xx is thrown with the problem's own words. */
export function createApiClient(baseUrl: string, token: () => Promise<string>): ApiClient {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    const parsed: T = JSON.parse(text === '' ? 'null' : text);
    return parsed;
  };
  return { baseUrl, get: (path) => call('GET', path), send: (method, path, body) => call(method, path, body) };
}
