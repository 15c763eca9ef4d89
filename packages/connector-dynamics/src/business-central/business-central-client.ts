import { type HttpExchange, type HttpQuestion, NoAnswer } from '@bilag/connector-http';
import { SyncError } from '@bilag/core';
import { bodyOf, isRow, type Row, rowsField } from '../exact-json.ts';
import type { SignIn } from '../sign-in.ts';
import {
  type ErpAnswer,
  errorOfAnswer,
  errorOfSilence,
  type Intent,
  isClearYes,
  isSuccess,
  unreadableAnswer,
} from './business-central-errors.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';

/** A request inside the company's API, by its path under `…/api/v2.0/`. */
export interface ErpRequest {
  readonly method: HttpQuestion['method'];
  readonly path: string;
  /** What is attempted, for messages: «create the journal». */
  readonly attempt: string;
  /** JSON text, sent as it is. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of a batch; `id` finds its answer. */
export interface BatchItem extends Omit<ErpRequest, 'attempt'> {
  readonly id: string;
}

/** Business Central's API v2.0 over HTTP. Sends every write once and follows no redirect. */
export interface BusinessCentralClient {
  /** All rows of a list, page by page, never a part of them. @throws {SyncError} retryable or permanent; a read is never in doubt. */
  readAll(path: string, attempt: string, signal: AbortSignal): Promise<readonly Row[]>;
  /** The rest of a list whose first page came with a batch. */
  readRest(page: Row, attempt: string, signal: AbortSignal): Promise<readonly Row[]>;
  /** @throws {SyncError} retryable or permanent when surely nothing was written, ambiguous otherwise. */
  write(request: ErpRequest, signal: AbortSignal): Promise<unknown>;
  /**
   * Up to {@link maxBatchItems} operations in one request, each on its own; answers by id, a missing one was not run.
   * @throws {SyncError} as `write`, for the request as a whole.
   */
  batch(
    items: readonly BatchItem[],
    intent: Intent,
    attempt: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ErpAnswer>>;
}

/** @source dynamics.md §9.3, 2026-11 */
export const maxBatchItems = 100;

/** Reads the ledger's own database, not a replica that lags behind it. @source dynamics.md §4.1, 2026-11 */
export const fromPrimary = { 'Data-Access-Intent': 'ReadWrite' } as const;

/** Messages in English, so that they read alike everywhere. */
const common = { Accept: 'application/json', 'Accept-Language': 'en-US', 'User-Agent': 'Bilag' } as const;

/** Opens the API of one environment; makes no request yet. */
export function createBusinessCentralClient(
  settings: BusinessCentralSettings,
  exchange: HttpExchange,
  signIn: SignIn,
): BusinessCentralClient {
  const { apiUrl, tenantId, environment } = settings;
  const base = `${apiUrl}/${tenantId}/${encodeURIComponent(environment)}/api/v2.0/`;

  const once = async (question: HttpQuestion, intent: Intent, attempt: string, signal: AbortSignal) => {
    const token = await signIn.token(signal);
    try {
      const headers = { ...common, ...question.headers, Authorization: `Bearer ${token}` };
      return { token, answer: await exchange.send({ ...question, headers }, signal) };
    } catch (error) {
      if (error instanceof NoAnswer) throw errorOfSilence(error, intent, attempt);
      throw error;
    }
  };
  const ask = async (question: HttpQuestion, intent: Intent, attempt: string, signal: AbortSignal) => {
    let { token, answer } = await once(question, intent, attempt, signal);
    if (answer.status === 401) {
      signIn.forget(token);
      // A token may be withdrawn before it expires. Only a read is repeated with a new one.
      if (intent === 'read') ({ answer } = await once(question, intent, attempt, signal));
    }
    const { status, headers, text } = answer;
    const parsed = { status, headers, body: bodyOf(text) };
    if (!isSuccess(status)) throw errorOfAnswer(parsed, intent, attempt);
    return parsed;
  };
  const readRow = async (url: string, attempt: string, signal: AbortSignal) => {
    const { body } = await ask({ method: 'GET', url, headers: fromPrimary }, 'read', attempt, signal);
    if (!isRow(body)) throw unreadableAnswer('read', attempt);
    return body;
  };
  const readRest = async (first: Row, attempt: string, signal: AbortSignal) => {
    const rows = [...rowsField(first, 'value')];
    for (let next = nextLink(first, base); next !== undefined; ) {
      const page = await readRow(next, attempt, signal);
      rows.push(...rowsField(page, 'value'));
      next = nextLink(page, base);
    }
    return rows;
  };

  return {
    readAll: async (path, attempt, signal) => readRest(await readRow(base + path, attempt, signal), attempt, signal),
    readRest,
    async write({ method, path, attempt, body, headers }, signal) {
      const content = body === undefined ? {} : { 'Content-Type': 'application/json' };
      const question = {
        method,
        url: base + path,
        headers: { ...content, ...headers },
        ...(body === undefined ? {} : { body }),
      };
      const answer = await ask(question, 'write', attempt, signal);
      if (!isClearYes(answer)) throw unreadableAnswer('write', attempt);
      return answer.body;
    },
    async batch(items, intent, attempt, signal) {
      // Without isolation each operation stands alone, so that one refusal names one line and leaves the others to be judged.
      const headers = { 'Content-Type': 'application/json', Prefer: 'odata.continue-on-error' };
      const question = { method: 'POST', url: `${base}$batch`, headers, body: batchBody(items) } as const;
      const { body } = await ask(question, intent, attempt, signal);
      if (!isRow(body)) throw unreadableAnswer(intent, attempt);
      return answersIn(body, intent, attempt);
    },
  };
}

/** The address of the next page, verbatim, and only at the same server: the token goes with it. */
function nextLink(page: Row, base: string): string | undefined {
  const link = page['@odata.nextLink'];
  if (link === undefined) return undefined;
  if (typeof link === 'string' && URL.parse(link)?.origin === new URL(base).origin) return link;
  throw new SyncError('ERP_UNAVAILABLE', 'Business Central’s link to the next page leads elsewhere.');
}

function batchBody(items: readonly BatchItem[]): string {
  const texts = items.map(({ id, method, path, body, headers }) => {
    const content = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const envelope = JSON.stringify({
      id,
      method,
      url: path,
      headers: { ...content, Accept: common.Accept, 'Accept-Language': common['Accept-Language'], ...headers },
    });
    // The body is spliced in as text: the bytes that were previewed are the bytes that are sent.
    return body === undefined ? envelope : `${envelope.slice(0, -1)},"body":${body}}`;
  });
  return `{"requests":[${texts.join(',')}]}`;
}

function answersIn(body: Row, intent: Intent, attempt: string): ReadonlyMap<string, ErpAnswer> {
  const responses = body['responses'];
  if (!Array.isArray(responses) || !responses.every(isRow)) throw unreadableAnswer(intent, attempt);
  return new Map(
    responses.map((it): [string, ErpAnswer] => {
      const status = Number(it['status']);
      const headers = isRow(it['headers']) ? it['headers'] : {};
      const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
      return [String(it['id']), { status, headers: Object.fromEntries(texts), body: it['body'] }];
    }),
  );
}
