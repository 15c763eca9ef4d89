import { type HttpAnswer, type HttpExchange, type HttpQuestion, NoAnswer } from '@bilag/connector-http';
import { isObject, type JsonObject } from '../json.ts';
import type { AccessToken, AccessTokens } from './access-tokens.ts';
import { parseExactJson } from './exact-json.ts';
import { failureOf } from './gateway-error.ts';
import { ledgerOf } from './ledger-identity.ts';
import { readError, readSilence, refusedToken } from './read-errors.ts';
import type { RestConfig } from './rest-config.ts';
import { type WriteReply, writeReply, writeSilence } from './write-reply.ts';

/** The gateway's API over HTTP: every write sent once, no redirect followed, nothing asked of other books than the settings pin. */
export interface RestClient {
  /** Signs in, and looks whose books these are where the settings pin them. @throws {SyncError} when nothing may be asked. */
  signIn(signal: AbortSignal): Promise<void>;
  /** A JSON object by its path below `/v1`. A question is repeated once, with a new token, when its token is refused. @throws {SyncError} */
  read(path: string, signal: AbortSignal): Promise<JsonObject>;
  /**
   * Sends one journal entry under its key, once. Never throws; nothing is sent after the signal fires.
   * @param hidden what no log may hold, besides our own secrets.
   */
  postEntry(entry: KeyedEntry, hidden: readonly string[], signal: AbortSignal): Promise<WriteReply>;
}

/** A journal entry as it goes out. */
export interface KeyedEntry {
  readonly key: string;
  /** JSON text, sent as it is. */
  readonly body: string;
}

const common = { accept: 'application/json', 'user-agent': 'Bilag' } as const;

/** The API of one gateway; makes no request yet. */
export function createRestClient(
  { settings, credentials }: RestConfig,
  tokens: AccessTokens,
  exchange: HttpExchange,
): RestClient {
  const secretsWith = (token: AccessToken) => [token.value, credentials.clientSecret];
  let confirmed: AccessToken | undefined;

  const send = (question: HttpQuestion, token: AccessToken, signal: AbortSignal) =>
    exchange.send(
      { ...question, headers: { ...common, ...question.headers, authorization: `Bearer ${token.value}` } },
      signal,
    );
  const ask = async (path: string, token: AccessToken, signal: AbortSignal): Promise<HttpAnswer> => {
    try {
      return await send({ method: 'GET', url: `${settings.baseUrl}/v1${path}`, headers: {} }, token, signal);
    } catch (error) {
      throw error instanceof NoAnswer ? readSilence(error, signal) : error;
    }
  };
  /** Asks with a token from `tokenFor`, and once more with the next one when that is refused. */
  const readWith = async (tokenFor: typeof tokens.token, path: string, signal: AbortSignal) => {
    let token = await tokenFor(signal);
    let answer = await ask(path, token, signal);
    if (answer.status === 401) {
      tokens.wasRefused(token);
      token = await tokenFor(signal);
      answer = await ask(path, token, signal);
    }
    if (answer.status === 401) {
      tokens.wasRefused(token);
      throw refusedToken(answer, secretsWith(token));
    }
    if (answer.status === 403) tokens.forget(token);
    const isYes = answer.status >= 200 && answer.status <= 299;
    const body = isYes ? parseExactJson(answer.text) : undefined;
    if (!isObject(body)) throw readError(answer, secretsWith(token));
    return { token, body };
  };
  /** A token for the books of the settings: each new one is shown to `/v1/me` first. That it is taken there says nothing of what it is wanted for. */
  const tokenForBooks = async (signal: AbortSignal) => {
    const token = await tokens.token(signal);
    if (token === confirmed) return token;
    const me = await readWith((it) => tokens.token(it), '/me', signal);
    ledgerOf(me.body, settings);
    confirmed = me.token;
    return me.token;
  };

  return {
    signIn: async (signal) => void (await tokenForBooks(signal)),
    async read(path, signal) {
      const { token, body } = await readWith(tokenForBooks, path, signal);
      tokens.wasTaken(token);
      return body;
    },
    async postEntry({ key, body }, hidden, signal) {
      let token: AccessToken;
      try {
        token = await tokenForBooks(signal);
      } catch (error) {
        const { afterMs, ...failure } = failureOf(error);
        return { kind: 'not-applied', failure, isForAll: true, ...(afterMs === undefined ? {} : { afterMs }) };
      }
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      const url = `${settings.baseUrl}/v1/journal-entries`;
      try {
        const answer = await send({ method: 'POST', url, headers, body }, token, signal);
        const isFinal = answer.status === 401 && tokens.wasRefused(token);
        if (answer.status === 403) tokens.forget(token);
        if (answer.status >= 200 && answer.status <= 299) tokens.wasTaken(token);
        return writeReply(answer, [...secretsWith(token), ...hidden], isFinal);
      } catch (error) {
        return writeSilence(error instanceof NoAnswer ? error : new NoAnswer('lost', error), signal);
      }
    },
  };
}
