import { expect } from 'vitest';
import { type MockErp, XLEDGER_REST_CLIENTS, type XledgerRestClient } from '../../src/index.ts';
import { textIn } from './business-central.ts';
import { type Exchange, openDocument, type RestDocument } from './rest-document.ts';

/** A client of the REST profile; each answer it gets has been held against the document. */
export interface RestClient {
  readonly document: RestDocument;
  call(method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }): Promise<Exchange>;
  /** Sends an entry with its external id as the idempotency key. */
  post(entry: { readonly externalId: string }): Promise<Exchange>;
  /** Whatever the list holds, read page by page. */
  list(path: string, limit?: number): Promise<unknown[]>;
}

const FORM = 'application/x-www-form-urlencoded';

/** Sends a request and holds the answer against the document. */
export async function exchange(
  mock: MockErp,
  document: RestDocument,
  {
    method,
    path,
    headers = {},
    body,
  }: { method: string; path: string; headers?: Record<string, string>; body?: string },
): Promise<Exchange> {
  const reply = await fetch(`${mock.urls.xledgerRest}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(10_000),
  });
  const answer = { method, path, status: reply.status, headers: reply.headers, body: await reply.json() };
  expect(document.faultIn(answer)).toBeUndefined();
  return answer;
}

/** Asks the token endpoint; fields given as `undefined` are left out. */
export async function askForRestToken(
  mock: MockErp,
  changes: Record<string, string | undefined> = {},
  { headers = {}, document }: { headers?: Record<string, string>; document?: RestDocument } = {},
): Promise<Exchange> {
  const { clientId, secret } = XLEDGER_REST_CLIENTS.full;
  const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, ...changes };
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  return exchange(mock, document ?? (await openDocument(mock)), {
    method: 'POST',
    path: '/oauth2/token',
    headers: { 'content-type': FORM, ...headers },
    body: new URLSearchParams(given).toString(),
  });
}

/** Signs a client in, by default the one that may do everything. */
export async function signInRest(
  mock: MockErp,
  { clientId, secret }: XledgerRestClient = XLEDGER_REST_CLIENTS.full,
  scope?: string,
): Promise<RestClient> {
  const document = await openDocument(mock);
  const granted = await askForRestToken(mock, { client_id: clientId, client_secret: secret, scope }, { document });
  const authorization = `Bearer ${textIn(granted.body, 'access_token')}`;
  const client: RestClient = {
    document,
    call(method, path, { body, headers = {} } = {}) {
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
      const sent = { method, path, headers: { authorization, ...json, ...headers } };
      return exchange(mock, document, text === undefined ? sent : { ...sent, body: text });
    },
    post: (entry) =>
      client.call('POST', '/v1/journal-entries', {
        body: entry,
        headers: { 'idempotency-key': entry.externalId },
      }),
    async list(path, limit = 100) {
      const items: unknown[] = [];
      let query: string | undefined = `limit=${limit}`;
      while (query !== undefined) {
        const { body } = await client.call('GET', `${path}?${query}`);
        const page = pageIn(body);
        items.push(...page.items);
        query = page.nextCursor === null ? undefined : `limit=${limit}&cursor=${page.nextCursor}`;
      }
      return items;
    },
  };
  return client;
}

/** The page that an answer holds. */
export function pageIn(body: unknown): { items: unknown[]; nextCursor: string | null } {
  const items: unknown[] = [];
  if (typeof body !== 'object' || body === null || !('items' in body)) return { items, nextCursor: null };
  if (Array.isArray(body.items)) items.push(...body.items);
  const isLast = !('nextCursor' in body) || body.nextCursor === null;
  return { items, nextCursor: isLast ? null : textIn(body, 'nextCursor') };
}

/** An entry: travel on cost center 310 against what is owed to employee E1187. */
export function anEntry({
  line = {},
  ...changes
}: {
  line?: object;
  externalId?: string;
  [field: string]: unknown;
} = {}) {
  return {
    externalId: 'X2031',
    date: '2026-03-05',
    currency: 'NOK',
    lines: [
      { account: '7140', costCenter: '310', amount: '842.50', ...line },
      { account: '2910', subledger: 'E1187', amount: '-842.50' },
    ],
    ...changes,
  };
}
