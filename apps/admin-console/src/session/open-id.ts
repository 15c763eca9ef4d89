import * as oauth from 'oauth4webapi';
import { keepPending, type PendingSignIn, takePending } from './pending-sign-in.ts';
import { addresses, type SignInSettings } from './settings.ts';

/** Somebody who has signed in. It lives in memory only: no token is ever stored. */
export interface Session {
  readonly accessToken: string;
  readonly idToken: string;
  /** When the access token ends. */
  readonly expiresAt: Date;
  readonly name: string;
  /** Who it is to the service, whatever the name. */
  readonly subject: string;
  /** What the ID token says of the role. Only for choosing what to show first: the service decides what may be done. */
  readonly role: string | undefined;
}

/** What came of a return from the provider: who signed in and where that person was, or why nobody did. */
export type Return =
  | { readonly kind: 'signed-in'; readonly session: Session; readonly returnTo: string }
  | { readonly kind: 'refused'; readonly error: string; readonly returnTo: string };

/** The OpenID provider, for the authorization code flow with PKCE. */
export interface OpenId {
  /** Leaves the page. `silent`: comes back at once, also when somebody would have to be asked. */
  signIn(options: { readonly silent: boolean; readonly returnTo: string }): Promise<void>;
  /** Redeems what the provider sent the browser back with. Throws when it is not the answer to our own question. */
  complete(url: URL): Promise<Return>;
  /** Leaves the page, ends the session at the provider too, and comes back. */
  signOut(session: Session): void;
}

/** Finds the provider, unless it is known already. Throws when it cannot be reached. */
export async function openIdOf(settings: SignInSettings, known?: oauth.AuthorizationServer): Promise<OpenId> {
  const server = known ?? (await discover(new URL(settings.issuer)));
  const client: oauth.Client = { client_id: settings.clientId };
  return {
    async signIn({ silent, returnTo }) {
      const pending = {
        verifier: oauth.generateRandomCodeVerifier(),
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        returnTo,
        provider: { settings, server },
      };
      keepPending(pending);
      const challenge = await oauth.calculatePKCECodeChallenge(pending.verifier);
      location.assign(authorizationAddress(server, settings, { ...pending, challenge, silent }));
    },
    async complete(url) {
      const pending = takePending();
      if (pending === undefined) return { kind: 'refused', error: 'nothing_pending', returnTo: addresses.home() };
      try {
        return await redeem(server, client, url, pending);
      } catch (error) {
        if (!(error instanceof oauth.AuthorizationResponseError)) throw error;
        return { kind: 'refused', error: error.error, returnTo: pending.returnTo };
      }
    },
    signOut({ idToken }) {
      const target = new URL(server.end_session_endpoint ?? addresses.home());
      if (server.end_session_endpoint !== undefined) {
        target.searchParams.set('id_token_hint', idToken);
        target.searchParams.set('post_logout_redirect_uri', addresses.home());
      }
      location.assign(target);
    },
  };
}

async function discover(issuer: URL): Promise<oauth.AuthorizationServer> {
  return await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oidc' }));
}

function authorizationAddress(
  server: oauth.AuthorizationServer,
  { clientId, scope }: SignInSettings,
  asked: PendingSignIn & { readonly challenge: string; readonly silent: boolean },
): URL {
  const target = new URL(server.authorization_endpoint ?? '');
  const parameters = {
    client_id: clientId,
    redirect_uri: addresses.callback(),
    response_type: 'code',
    scope,
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: asked.challenge,
    code_challenge_method: 'S256',
    ...(asked.silent ? { prompt: 'none' } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  return target;
}

async function redeem(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  url: URL,
  { state, nonce, verifier, returnTo }: PendingSignIn,
): Promise<Return> {
  const parameters = oauth.validateAuthResponse(server, client, url, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    addresses.callback(),
    verifier,
  );
  const expected = { expectedNonce: nonce, requireIdToken: true };
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  const lifeSeconds = tokens.expires_in ?? 300;
  const session: Session = {
    accessToken: tokens.access_token,
    idToken: tokens.id_token ?? '',
    expiresAt: new Date(Date.now() + lifeSeconds * 1_000),
    name: textOf(claims?.name) ?? claims?.sub ?? '',
    subject: claims?.sub ?? '',
    role: textOf(claims?.role),
  };
  return { kind: 'signed-in', session, returnTo };
}

const textOf = (claim: unknown) => (typeof claim === 'string' ? claim : undefined);
