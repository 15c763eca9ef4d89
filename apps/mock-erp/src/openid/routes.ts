import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import type { MockWorld } from '../world.ts';
import { discoveryDocument, issuerOf } from './discovery.ts';
import { isRegistered } from './loopback.ts';
import { messagePage } from './pages.ts';
import type { Provider } from './provider.ts';
import { authorize, choose, endSession, sendBack } from './sign-in.ts';
import { NOT_STORED, redeemCode, refuseTokens } from './token-request.ts';

type Work = (request: FastifyRequest) => Answer | Promise<Answer>;

/** Adds all routes of the provider. */
export function addRoutes(app: FastifyInstance, world: MockWorld, provider: Provider): void {
  const serve = (operation: string, work: Work) => (request: FastifyRequest, reply: FastifyReply) =>
    world.faults.run({ system: 'openid', operation: `openid.${operation}`, request, reply }, () => work(request));
  const discover = serve('discovery', (request) => ({ status: 200, body: discoveryDocument(issuerOf(request)) }));
  const publishKeys = serve('keys', async () => ({ status: 200, body: { keys: [await provider.tokens.publicKey()] } }));
  const showUser = serve('userinfo', (request) => answerUserinfo(request, provider));
  const logOut = serve('logout', (request) => answerLogout(request, provider));

  app.get('/.well-known/openid-configuration', discover);
  app.get('/keys', publishKeys);
  app.get(
    '/authorize',
    serve('authorize', (request) => authorize(request, provider)),
  );
  app.post(
    '/authorize',
    serve('choose', (request) => choose(request, formOf(request), provider)),
  );
  app.post(
    '/token',
    serve('token', (request) => answerToken(request, provider)),
  );
  app.get('/userinfo', showUser);
  app.post('/userinfo', showUser);
  app.get('/logout', logOut);
  app.post('/logout', logOut);
}

async function answerToken(request: FastifyRequest, { codes, settings, tokens }: Provider): Promise<Answer> {
  const form = formOf(request);
  const hasSecret = request.headers.authorization !== undefined || form.has('client_secret');
  const redeemed = redeemCode(form, { codes, clientId: settings.clientId, hasSecret });
  if ('error' in redeemed) return refuseTokens(redeemed);
  const { tokenLifetimeSeconds: expiresIn } = settings;
  const { idToken, accessToken } = await tokens.issue(redeemed, issuerOf(request));
  return {
    status: 200,
    headers: NOT_STORED,
    body: {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: expiresIn,
      scope: 'openid profile',
      id_token: idToken,
    },
  };
}

/** @source OpenID Connect Core 1.0 §5.3; RFC 6750 §3 */
async function answerUserinfo(request: FastifyRequest, { tokens }: Provider): Promise<Answer> {
  const token = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const user = token === undefined ? undefined : await tokens.readAccessToken(token, issuerOf(request));
  if (user !== undefined) return { status: 200, headers: { 'cache-control': 'no-store' }, body: user };
  const challenge = token === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
  return { status: 401, headers: { 'www-authenticate': challenge } };
}

/** @source OpenID Connect RP-Initiated Logout 1.0 §2 and §3 */
async function answerLogout(request: FastifyRequest, provider: Provider): Promise<Answer> {
  const asked = request.method === 'POST' ? formOf(request) : queryOf(request);
  const hint = asked.get('id_token_hint');
  const isOurs = hint === null || (await provider.tokens.isIdToken(hint, issuerOf(request)));
  const names = asked.get('client_id') ?? provider.settings.clientId;
  const redirectUri = asked.get('post_logout_redirect_uri');
  if (!isOurs || names !== provider.settings.clientId)
    return messagePage(400, 'Sign-out is not possible', 'The client or its id_token_hint is unknown.');
  if (redirectUri !== null && !isRegistered(redirectUri, provider.settings.postLogoutRedirectUris))
    return messagePage(400, 'Sign-out is not possible', 'The post_logout_redirect_uri is not registered.');
  const forgotten = endSession(request, provider);
  const answer =
    redirectUri === null
      ? messagePage(200, 'Signed out', 'You may close this page.')
      : sendBack({ redirectUri, state: asked.get('state') ?? undefined }, {});
  return { ...answer, headers: { ...answer.headers, ...forgotten } };
}

function queryOf({ url }: FastifyRequest): URLSearchParams {
  return new URLSearchParams(url.split('?').slice(1).join('?'));
}

function formOf({ body, headers }: FastifyRequest): URLSearchParams {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '');
  return new URLSearchParams(isForm && typeof body === 'string' ? body : '');
}
