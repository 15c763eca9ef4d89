import * as oidc from 'openid-client';
import type { MockErp } from '../../src/index.ts';
import { type Reply, send } from './business-central.ts';

export const REDIRECT = 'http://127.0.0.1:53682/callback';
const FORM = 'application/x-www-form-urlencoded';

/** The console as a client of the provider, through the library that it may use. */
export function discover(mock: MockErp): Promise<oidc.Configuration> {
  return oidc.discovery(new URL(mock.urls.openidIssuer), 'bilag-console', undefined, oidc.None(), {
    [oidc.customFetch]: fetchTrusting(mock),
  });
}

/** `fetch` that trusts the sandbox's certificate. */
export function fetchTrusting(mock: MockErp) {
  return async (
    url: string,
    { method, headers, body }: { method: string; headers: object; body?: unknown },
  ): Promise<Response> => {
    const text = body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : '';
    const reply = await send(mock, method, url, { headers, body: text });
    return new Response(textOf(reply), { status: reply.status, headers: flat(reply) });
  };
}

/** A browser: it keeps cookies and follows no redirect of its own accord. */
export interface Browser {
  open(url: string | URL): Promise<Reply>;
  /** Submits the page's form by pressing the button of this user; or another one. */
  press(page: Reply, button: { readonly user: string } | { readonly cancel: string }): Promise<Reply>;
}

/** A browser without cookies. */
export function openBrowser(mock: MockErp): Browser {
  const cookies = new Map<string, string>();
  const visit = async (method: string, url: string, body = '') => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await send(mock, method, url, { headers: { cookie, 'content-type': FORM }, body });
    for (const line of reply.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    }
    return reply;
  };
  return {
    open: (url) => visit('GET', String(url)),
    press(page, button) {
      const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(textOf(page)) ?? [];
      const [, pending = ''] = /name="pending" value="([^"]+)"/.exec(textOf(page)) ?? [];
      const target = new URL(action, mock.urls.openidIssuer).href;
      return visit('POST', target, new URLSearchParams({ pending, ...button }).toString());
    },
  };
}

/** Where a reply sends the browser. */
export function locationOf({ headers }: Reply): URL {
  return new URL(String(headers['location']));
}

/** A sign-in on its way: the address to open and what has to be remembered until the browser comes back. */
export interface SignIn {
  readonly url: URL;
  readonly checks: { pkceCodeVerifier: string; expectedState: string; expectedNonce: string };
}

/** Starts a sign-in with PKCE, state and nonce; `changes` alters parameters, `undefined` leaves one out. */
export async function startSignIn(
  config: oidc.Configuration,
  changes: Record<string, string | undefined> = {},
): Promise<SignIn> {
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT,
    scope: 'openid',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return { url, checks };
}

/** Asks the token endpoint without a library. */
export function redeem(mock: MockErp, fields: Record<string, string>, headers: object = {}): Promise<Reply> {
  return send(mock, 'POST', `${mock.urls.openidIssuer}/token`, {
    headers: { 'content-type': FORM, ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

/** A reply's body as text. */
export function textOf({ body }: Reply): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function flat({ headers }: Reply): Record<string, string> {
  const given = Object.entries(headers).filter(([name]) => name !== 'content-length' && name !== 'transfer-encoding');
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
