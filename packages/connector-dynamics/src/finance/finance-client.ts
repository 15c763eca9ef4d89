import { randomUUID } from 'node:crypto';
import { type HttpAnswer, type HttpExchange, type HttpQuestion, NoAnswer, withoutSecrets } from '@bilag/connector-http';
import { SyncError } from '@bilag/core';
import { errorOfSilence, type Intent, isSuccess } from '../erp-answers.ts';
import { bodyOf, isRow, type Row, rowsField } from '../exact-json.ts';
import type { SignIn } from '../sign-in.ts';
import { type ErpAnswer, errorOfAnswer, unreadableAnswer } from './finance-errors.ts';
import type { FinancePlace } from './finance-settings.ts';
import { type BatchRequest, type BatchStep, batchBody, readBatchAnswer, type StepAnswer } from './multipart.ts';
import { crossCompany, nextPage } from './paths.ts';

/** A write, by its path under `…/data/`. */
export interface FinanceWrite extends Omit<BatchRequest, 'url'> {
  readonly path: string;
}

/** Finance & Operations over OData. Speaks of all companies in every request, sends every write once and follows no redirect. */
export interface FinanceClient {
  /** All rows of a list, page by page, never a part of them. @throws {SyncError} retryable or permanent; a read is never in doubt. */
  readAll(path: string, attempt: string, signal: AbortSignal): Promise<readonly Row[]>;
  /** All rows of several lists together, in one request and one more for each further page. @throws {SyncError} as `readAll`. */
  readLists(paths: readonly string[], attempt: string, signal: AbortSignal): Promise<readonly Row[]>;
  /** @throws {SyncError} retryable or permanent when surely nothing was written, ambiguous otherwise. */
  write(write: FinanceWrite, attempt: string, signal: AbortSignal): Promise<unknown>;
  /**
   * Several change sets in one request, each taking effect as a whole or not at all, one after the other, whatever became of the one before. Says what the
   * server said of each, in the order that it chose.
   * @throws {SyncError} as `write`, for the request as a whole.
   */
  change(
    changeSets: readonly (readonly FinanceWrite[])[],
    attempt: string,
    signal: AbortSignal,
  ): Promise<readonly StepAnswer[]>;
  /** Texts that no log may show. */
  secrets(): readonly string[];
}

const common = {
  Accept: 'application/json',
  'Accept-Language': 'en-US',
  'OData-Version': '4.0',
  'OData-MaxVersion': '4.0',
  'User-Agent': 'Bilag',
} as const;

/** Opens the data service of one environment; makes no request yet. */
export function createFinanceClient(
  { environmentUrl }: FinancePlace,
  exchange: HttpExchange,
  signIn: SignIn,
  secrets: readonly string[],
): FinanceClient {
  const base = `${environmentUrl}/data/`;
  let lastToken = '';

  const once = async (question: HttpQuestion, intent: Intent, attempt: string, signal: AbortSignal) => {
    lastToken = await signIn.token(signal);
    const token = lastToken;
    try {
      const headers = { ...common, ...question.headers, Authorization: `Bearer ${token}` };
      return { token, answer: await exchange.send({ ...question, headers }, signal) };
    } catch (error) {
      if (error instanceof NoAnswer) throw errorOfSilence('Finance & Operations', error, intent, attempt);
      throw error;
    }
  };
  const ask = async (question: HttpQuestion, intent: Intent, attempt: string, signal: AbortSignal) => {
    let { token, answer } = await once(question, intent, attempt, signal);
    if (answer.status === 401) {
      signIn.forget(token);
      // A token may be withdrawn before it expires. Only a read is repeated with a new one.
      if (intent === 'read') ({ token, answer } = await once(question, intent, attempt, signal));
    }
    // An error's own words become the message that people read; a batch has them in an answer that is none.
    const isPlain = isSuccess(answer.status) && intent === 'read';
    const text = isPlain ? answer.text : withoutSecrets(answer.text, [token, ...secrets]);
    const parsed = parsedAnswer({ ...answer, text });
    if (!isSuccess(parsed.status)) throw errorOfAnswer(parsed, intent, attempt);
    return parsed;
  };
  const readPage = async (url: string, attempt: string, signal: AbortSignal) =>
    pageOf(await ask({ method: 'GET', url, headers: {} }, 'read', attempt, signal), attempt);
  const readRest = async (first: Row, attempt: string, signal: AbortSignal) => {
    const rows = [...rowsField(first, 'value')];
    const seen = new Set<string>();
    for (let next = nextPage(first, base); next !== undefined; ) {
      if (seen.has(next)) throw new SyncError('ERP_UNAVAILABLE', 'Finance & Operations repeats a page of a list.');
      seen.add(next);
      const page = await readPage(next, attempt, signal);
      rows.push(...rowsField(page, 'value'));
      next = nextPage(page, base);
    }
    return rows;
  };
  const batch = async (steps: readonly BatchStep[], intent: Intent, attempt: string, signal: AbortSignal) => {
    const boundary = `batch_${randomUUID()}`;
    const headers = {
      Accept: 'multipart/mixed',
      'Content-Type': `multipart/mixed; boundary=${boundary}`,
      Prefer: 'odata.continue-on-error',
    };
    const question = { method: 'POST', url: `${base}$batch`, headers, body: batchBody(steps, boundary) } as const;
    const answer = await ask(question, intent, attempt, signal);
    const answers = readBatchAnswer(answer.headers['content-type'] ?? '', answer.text);
    if (answers === undefined) throw unreadableAnswer(answer, intent, attempt);
    return answers;
  };
  const readAll = async (path: string, attempt: string, signal: AbortSignal) =>
    readRest(await readPage(base + crossCompany(path), attempt, signal), attempt, signal);

  return {
    readAll,
    async readLists(paths, attempt, signal) {
      const [only, ...more] = paths;
      if (only === undefined) return [];
      if (more.length === 0) return await readAll(only, attempt, signal);
      const steps = paths.map((path) => ({ method: 'GET', url: base + crossCompany(path) }) as const);
      const answers = (await batch(steps, 'read', attempt, signal)).flat();
      // Which answer is whose does not matter, but all have to be there.
      if (answers.length !== paths.length) throw leftOut(attempt);
      const lists: Row[] = [];
      for (const { answer } of answers) {
        if (!isSuccess(answer.status)) throw errorOfAnswer(answer, 'read', attempt);
        lists.push(...(await readRest(pageOf(answer, attempt), attempt, signal)));
      }
      return lists;
    },
    async write({ method, path, headers, body }, attempt, signal) {
      const content = body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' };
      const url = base + crossCompany(path);
      const question = { method, url, headers: { ...content, ...headers }, ...(body === undefined ? {} : { body }) };
      const answer = await ask(question, 'write', attempt, signal);
      if (answer.status === 204 || isRow(answer.body)) return answer.body;
      throw unreadableAnswer(answer, 'write', attempt);
    },
    change(changeSets, attempt, signal) {
      const steps = changeSets.map((set) => set.map(({ path, ...it }) => ({ ...it, url: base + crossCompany(path) })));
      return batch(steps, 'write', attempt, signal);
    },
    secrets: () => [...secrets, lastToken],
  };
}

function parsedAnswer({ status, headers, text }: HttpAnswer): ErpAnswer {
  return { status, headers, text, body: bodyOf(text) };
}

function pageOf(answer: ErpAnswer, attempt: string): Row {
  if (isRow(answer.body)) return answer.body;
  throw unreadableAnswer(answer, 'read', attempt);
}

function leftOut(attempt: string): SyncError {
  const message = `Finance & Operations left out a part of the answer to the request to ${attempt}.`;
  return new SyncError('ERP_UNAVAILABLE', message);
}
