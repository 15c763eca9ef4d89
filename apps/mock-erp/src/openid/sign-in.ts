import type { FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import { type AuthorizationRequest, judgeAuthorization, type Return } from './authorization-request.ts';
import { issuerOf } from './discovery.ts';
import { chooserPage, messagePage } from './pages.ts';
import type { Provider, Session } from './provider.ts';
import { findUser } from './users.ts';

const COOKIE = 'mock_openid_session';
const PENDING_SECONDS = 600;
const SESSION_SECONDS = 8 * 3600;

/** `GET /openid/authorize`: asks who signs in; with `prompt=none` it takes whoever has signed in before. */
export function authorize(request: FastifyRequest, provider: Provider): Answer {
  const query = new URLSearchParams(request.url.split('?').slice(1).join('?'));
  const judgement = judgeAuthorization(query, provider.settings);
  if ('page' in judgement) return messagePage(400, 'Sign-in is not possible', judgement.page);
  const issuer = issuerOf(request);
  if ('error' in judgement) {
    const { back, error, description } = judgement;
    return sendBack(back, { error, error_description: description, iss: issuer });
  }
  if (judgement.request.isSilent)
    return authorizeSilently(judgement.request, sessionOf(request, provider), issuer, provider);
  const pending = provider.pending.add(judgement.request, PENDING_SECONDS);
  return chooserPage(pending, `'self' ${new URL(judgement.request.redirectUri).origin}`);
}

/** `POST /openid/authorize`: the person has chosen; the browser goes back with a code. */
export function choose(request: FastifyRequest, form: URLSearchParams, provider: Provider): Answer {
  const asked = provider.pending.take(form.get('pending') ?? undefined);
  if (asked === undefined) return messagePage(400, 'Sign-in is not possible', 'This page is too old. Start again.');
  const issuer = issuerOf(request);
  if (form.has('cancel')) return sendBack(asked, { error: 'access_denied', iss: issuer });
  const user = findUser(form.get('user'));
  if (user === undefined) return messagePage(400, 'Sign-in is not possible', 'There is no such user.');
  const session = { user, authTime: Math.floor(provider.clock.now().getTime() / 1000) };
  const { headers, ...answer } = sendCode(asked, session, issuer, provider);
  const id = provider.sessions.add(session, SESSION_SECONDS);
  return { ...answer, headers: { ...headers, 'set-cookie': cookie(id, SESSION_SECONDS) } };
}

/** Forgets who has signed in; the header that makes the browser forget it too. */
export function endSession(request: FastifyRequest, { sessions }: Provider): Readonly<Record<string, string>> {
  sessions.take(sessionIdOf(request));
  return { 'set-cookie': cookie('', 0) };
}

/** Sends the browser to the client with these parameters, and with the state it came with. */
export function sendBack({ redirectUri, state }: Return, parameters: Readonly<Record<string, string>>): Answer {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  if (state !== undefined) target.searchParams.set('state', state);
  return {
    status: 303,
    headers: { location: target.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  };
}

function authorizeSilently(
  asked: AuthorizationRequest,
  session: Session | undefined,
  issuer: string,
  provider: Provider,
) {
  const nowSeconds = provider.clock.now().getTime() / 1000;
  const oldest = nowSeconds - (asked.maxAgeSeconds ?? Number.POSITIVE_INFINITY);
  if (session !== undefined && session.authTime >= oldest) return sendCode(asked, session, issuer, provider);
  return sendBack(asked, { error: 'login_required', iss: issuer });
}

function sendCode(
  asked: AuthorizationRequest,
  session: Session,
  issuer: string,
  { codes, settings }: Provider,
): Answer {
  const { clientId, nonce } = asked;
  const code = codes.add({ ...session, clientId, nonce, request: asked }, settings.codeLifetimeSeconds);
  return sendBack(asked, { code, iss: issuer });
}

function sessionOf(request: FastifyRequest, { sessions }: Provider): Session | undefined {
  return sessions.find(sessionIdOf(request));
}

function sessionIdOf({ headers }: FastifyRequest): string | undefined {
  return new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(headers.cookie ?? '')?.[1];
}

function cookie(value: string, maxAgeSeconds: number): string {
  return `${COOKIE}=${value}; Path=/openid; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`;
}
