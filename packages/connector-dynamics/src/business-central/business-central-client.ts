import type { HttpQuestion } from '@bilag/connector-http';
import { SyncError } from '@bilag/core';
import type { Intent } from '../erp-answers.ts';
import { isRow, type Row, rowsField } from '../exact-json.ts';
import { type ErpAnswer, isClearYes, isDeadLink, unreadableAnswer } from './business-central-errors.ts';
import type { BusinessCentralSettings } from './business-central-settings.ts';
import { type Ask, commonHeaders, type WholeAnswer } from './erp-http.ts';

/** A request inside the company's API, by its path under `…/api/v2.0/`. */
export interface ErpRequest {
  readonly method: HttpQuestion['method'];
  readonly path: string;
  /** What is attempted, for messages: «create the journal». */
  readonly attempt: string;
  /** JSON text, sent as it is, or the bytes of a file. */
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of a batch; `id` finds its answer. */
export interface BatchItem extends Omit<ErpRequest, 'attempt' | 'body'> {
  readonly id: string;
  readonly body?: string;
}

/** How a list is read. */
export interface ListReading {
  /** Which of the environment’s APIs. @source dynamics.md §6.5, 2026-11 */
  readonly api?: 'v2.0' | 'microsoft/reportsFinance/beta';
  /** How many rows a page may have; as many as Business Central likes where it is not said. @source dynamics.md §4.1 and §4.3, 2026-11 */
  readonly rowsPerPage?: number | undefined;
}

/** Business Central's API v2.0 over HTTP. Sends every write once and follows no redirect. */
export interface BusinessCentralClient {
  /**
   * All rows of a list, page by page, never a part of them; once from the start again when the link to a page has died.
   * @throws {SyncError} retryable or permanent; a read is never in doubt.
   */
  readAll(path: string, attempt: string, signal: AbortSignal, reading?: ListReading): Promise<readonly Row[]>;
  /** The rest of a list whose first page came with a batch. */
  readRest(page: Row, attempt: string, signal: AbortSignal, reading?: ListReading): Promise<readonly Row[]>;
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
const fromPrimary = { 'Data-Access-Intent': 'ReadWrite' } as const;

/** The headers of a request for a list. */
export function headersOf({ rowsPerPage }: ListReading): Readonly<Record<string, string>> {
  return rowsPerPage === undefined ? fromPrimary : { ...fromPrimary, Prefer: `odata.maxpagesize=${rowsPerPage}` };
}

/** Opens the APIs of one environment; makes no request yet. */
export function createBusinessCentralClient(
  { apiUrl, tenantId, environment }: Pick<BusinessCentralSettings, 'apiUrl' | 'tenantId' | 'environment'>,
  ask: Ask,
): BusinessCentralClient {
  const apis = `${apiUrl}/${tenantId}/${encodeURIComponent(environment)}/api`;
  const base = `${apis}/v2.0/`;

  const readRow = async (url: string, attempt: string, signal: AbortSignal, reading: ListReading) => {
    const answer = await ask({ method: 'GET', url, headers: headersOf(reading) }, 'read', attempt, signal);
    if (!isRow(answer.body)) throw unreadableAnswer(answer, 'read', attempt);
    return answer.body;
  };
  const readRest = async (first: Row, attempt: string, signal: AbortSignal, reading: ListReading = {}) => {
    const rows = [...rowsField(first, 'value')];
    const seen = new Set<string>();
    for (let next = nextLink(first, base); next !== undefined; ) {
      if (seen.has(next)) throw new SyncError('ERP_UNAVAILABLE', 'Business Central repeats a page of a list.');
      seen.add(next);
      const page = await readRow(next, attempt, signal, reading);
      rows.push(...rowsField(page, 'value'));
      next = nextLink(page, base);
    }
    return rows;
  };

  return {
    async readAll(path, attempt, signal, reading = {}) {
      const { api = 'v2.0' } = reading;
      const fromStart = async () => {
        const first = await readRow(`${apis}/${api}/${path}`, attempt, signal, reading);
        return await readRest(first, attempt, signal, reading);
      };
      try {
        return await fromStart();
      } catch (error) {
        if (!(error instanceof SyncError) || !isDeadLink(error)) throw error;
        return await fromStart();
      }
    },
    readRest,
    async write({ method, path, attempt, body, headers }, signal) {
      const content = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
      const question = {
        method,
        url: base + path,
        headers: { ...(body === undefined ? {} : { 'Content-Type': content }), ...headers },
        ...(body === undefined ? {} : { body }),
      };
      const answer = await ask(question, 'write', attempt, signal);
      if (!isClearYes(answer)) throw unreadableAnswer(answer, 'write', attempt);
      return answer.body;
    },
    async batch(items, intent, attempt, signal) {
      // Without isolation each operation stands alone, so that one refusal names one line and leaves the others to be judged.
      const headers = { 'Content-Type': 'application/json', Prefer: 'odata.continue-on-error' };
      const question = { method: 'POST', url: `${base}$batch`, headers, body: batchBody(items) } as const;
      return answersIn(await ask(question, intent, attempt, signal), intent, attempt);
    },
  };
}

/** The address of the next page, verbatim, and only at the same server: the token goes with it. */
function nextLink(page: Row, base: string): string | undefined {
  const link = page['@odata.nextLink'];
  if (link === undefined || link === null) return undefined;
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
      headers: {
        ...content,
        Accept: commonHeaders.Accept,
        'Accept-Language': commonHeaders['Accept-Language'],
        ...headers,
      },
    });
    // The body is spliced in as text: the bytes that were previewed are the bytes that are sent.
    return body === undefined ? envelope : `${envelope.slice(0, -1)},"body":${body}}`;
  });
  return `{"requests":[${texts.join(',')}]}`;
}

function answersIn(answer: WholeAnswer, intent: Intent, attempt: string): ReadonlyMap<string, ErpAnswer> {
  const responses = isRow(answer.body) ? answer.body['responses'] : undefined;
  if (!Array.isArray(responses) || !responses.every(isRow)) throw unreadableAnswer(answer, intent, attempt);
  return new Map(
    responses.map((it): [string, ErpAnswer] => {
      const status = Number(it['status']);
      const headers = isRow(it['headers']) ? it['headers'] : {};
      const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
      const reply = answer.replyOfPart(status, JSON.stringify(it['body'] ?? ''));
      return [String(it['id']), { status, headers: Object.fromEntries(texts), body: it['body'], reply }];
    }),
  );
}
