import {
  type HttpAnswer,
  type HttpExchange,
  NoAnswer,
  presentable,
  replyOf,
  retryAfterMs,
} from '@bilag/connector-http';
import type { ErrorCode, SyncError } from '@bilag/core';
import { isObject, textAt } from '../json.ts';
import { parseExactJson } from './exact-json.ts';
import { GatewayError, nameOfAnswer, nameOfSilence, tooLate } from './gateway-error.ts';
import type { ClientCredentials, RestSettings } from './rest-config.ts';

/** An access token and how long it lives from the moment it was asked for. */
export interface GrantedToken {
  readonly value: string;
  readonly lifetimeMs: number;
}

/** What a token lives that comes without `expires_in`, which is only recommended. @source RFC 6749 §5.1 */
const unknownLifetimeMs = 120_000;
const longestLifetimeSeconds = 86_400;
/** More characters than servers take in all headers together; in every spelling of it, it is looked for in what they answer. */
const longestToken = 16_000;

/**
 * Asks for a token by client credentials, once: a form with id and secret in it.
 * @throws {SyncError} retryable; `ERP_AUTHENTICATION_FAILED` or `ERP_PERMISSION_DENIED` say what was refused.
 * @source RFC 6749 §4.4 and §5; reference of the Xledger API, section 13, read 2026-11
 */
export async function requestToken(
  { tokenUrl, scope }: Pick<RestSettings, 'tokenUrl' | 'scope'>,
  { clientId, clientSecret }: ClientCredentials,
  exchange: HttpExchange,
  signal: AbortSignal,
): Promise<GrantedToken> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope };
  const answer = await ask(
    {
      method: 'POST',
      url: tokenUrl,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Bilag',
      },
      body: new URLSearchParams(form).toString(),
    },
    exchange,
    signal,
  );
  if (answer.status < 200 || answer.status > 299) throw refusalOf(answer, scope, clientSecret);
  return grantIn(answer);
}

async function ask(
  question: Parameters<HttpExchange['send']>[0],
  exchange: HttpExchange,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  try {
    return await exchange.send(question, signal);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (error.kind !== 'not-sent') {
      throw new GatewayError('ERP_UNAVAILABLE', `The token address did not answer (${error.kind}).`, { cause: error });
    }
    if (signal.aborted) throw tooLate();
    const message = `The token address could not be reached${nameOfSilence(error)}.`;
    throw new GatewayError('ERP_UNREACHABLE', message, { cause: error });
  }
}

/** The answer is not repeated in an error: a token may be in it. */
function grantIn(answer: HttpAnswer): GrantedToken {
  const body = parseExactJson(answer.text);
  const token = isObject(body) ? textAt(body, 'access_token') : undefined;
  if (!isObject(body) || token === undefined || token.length > longestToken || !/^[!-~]+$/.test(token)) {
    const message = `The token address answered without an access token (${nameOfAnswer(answer)}): check the setting «tokenUrl».`;
    throw new GatewayError('ERP_UNAVAILABLE', message);
  }
  const type = textAt(body, 'token_type') ?? 'Bearer';
  if (type.toLowerCase() !== 'bearer') {
    throw new GatewayError('ERP_AUTHENTICATION_FAILED', 'The token address gives tokens of another type than Bearer.');
  }
  const seconds = Number(textAt(body, 'expires_in') ?? Number.NaN);
  return {
    value: token,
    lifetimeMs: seconds >= 0 ? Math.min(seconds, longestLifetimeSeconds) * 1_000 : unknownLifetimeMs,
  };
}

interface TokenRule {
  readonly code: ErrorCode;
  readonly meaning: (scope: string) => string;
}

const authentication = (meaning: string): TokenRule => ({ code: 'ERP_AUTHENTICATION_FAILED', meaning: () => meaning });
const forScopes = (scope: string) => `the client may not have the scopes asked for («${scope}»)`;

/**
 * Every error that a token endpoint answers with.
 * @source RFC 6749 §5.2; the last three are of its §4.1.2.1, which servers use here too.
 */
const tokenErrors: Readonly<Record<string, TokenRule>> = {
  invalid_client: authentication('the client id or the client secret is wrong, or the client is disabled'),
  unauthorized_client: authentication('the client may not sign in by client credentials'),
  unsupported_grant_type: authentication('it gives no tokens for client credentials'),
  invalid_grant: authentication('the client’s credentials are not valid any more'),
  invalid_request: authentication('it does not take the sign-in in this form'),
  invalid_scope: { code: 'ERP_PERMISSION_DENIED', meaning: forScopes },
  access_denied: { code: 'ERP_PERMISSION_DENIED', meaning: forScopes },
  server_error: { code: 'ERP_UNAVAILABLE', meaning: () => 'it met an error of its own' },
  temporarily_unavailable: { code: 'ERP_UNAVAILABLE', meaning: () => 'it is busy or being maintained' },
};

function refusalOf(answer: HttpAnswer, scope: string, clientSecret: string): SyncError {
  const { status } = answer;
  const options = { retryAfterMs: retryAfterMs(answer), reply: replyOf(answer, [clientSecret]) };
  if (status === 429) {
    const wait = { ...options, retryAfterMs: options.retryAfterMs ?? 5_000 };
    return new GatewayError('ERP_RATE_LIMITED', 'The token address asks for fewer sign-ins (HTTP 429).', wait);
  }
  const body = parseExactJson(answer.text);
  const name = isObject(body) ? textAt(body, 'error') : undefined;
  if (status >= 500 || !isObject(body) || name === undefined) return unclear(answer, options);
  const rule = Object.hasOwn(tokenErrors, name) ? tokenErrors[name] : undefined;
  const words = presentable(textAt(body, 'error_description') ?? '', [clientSecret]);
  const what = rule?.meaning(scope) ?? 'no reason that Bilag knows';
  const said = words === '' ? '' : ` It says: ${words}`;
  const message = `The token address refused the sign-in (${presentable(name, [clientSecret]).slice(0, 60)}): ${what}.${said}`;
  return new GatewayError(rule?.code ?? 'ERP_AUTHENTICATION_FAILED', message, options);
}

function unclear(
  answer: HttpAnswer,
  options: { readonly retryAfterMs: number | undefined; readonly reply: ReturnType<typeof replyOf> },
): GatewayError {
  const { status } = answer;
  if (status === 401 || status === 403) {
    const message = `The token address refused the sign-in (${nameOfAnswer(answer)}): check client id and client secret.`;
    return new GatewayError('ERP_AUTHENTICATION_FAILED', message, options);
  }
  const advice = status >= 500 ? '' : ': check the setting «tokenUrl»';
  return new GatewayError(
    'ERP_UNAVAILABLE',
    `The token address gave no token (${nameOfAnswer(answer)})${advice}.`,
    options,
  );
}
