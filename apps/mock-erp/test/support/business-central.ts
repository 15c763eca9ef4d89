import { request as sendHttps } from 'node:https';
import { expect } from 'vitest';
import { type MockErp, seed } from '../../src/index.ts';

export const BC = seed.businessCentral;
export const SCOPE = 'https://api.businesscentral.dynamics.com/.default';
export const COMPANY = `companies(${BC.company.id})`;

/** What came back; `body` is parsed JSON or the bare text. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** Sends an https request that trusts the sandbox's certificate; rejects when the connection breaks. */
export function send(
  mock: MockErp,
  method: string,
  url: string,
  {
    headers = {},
    body = '',
    timeoutMs = 10_000,
  }: { headers?: object; body?: string | Buffer; timeoutMs?: number } = {},
): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const sent = sendHttps(url, {
    method,
    ca: mock.caCertificate,
    agent: false,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    signal: AbortSignal.timeout(timeoutMs),
  });
  sent.on('error', reject).on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('error', reject).on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed(text) });
    });
  });
  sent.end(body);
  return promise;
}

/** Asks the token endpoint; fields given as `undefined` are left out. */
export function askForToken(
  mock: MockErp,
  changes: Record<string, string | undefined> = {},
  tenant: string = BC.tenantId,
) {
  const fields = {
    grant_type: 'client_credentials',
    client_id: BC.bilagApp.clientId,
    client_secret: BC.bilagApp.secret,
    scope: SCOPE,
    ...changes,
  };
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  return send(mock, 'POST', `${mock.urls.entraAuthority}/${tenant}/oauth2/v2.0/token`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams(given).toString(),
  });
}

/** A client of API v2.0 with a token of its own. */
export interface Client {
  readonly base: string;
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: object,
    options?: { timeoutMs?: number },
  ) => Promise<Reply>;
  /** Sends bytes as they are, one for each character. */
  readonly bytes: (method: string, path: string, latin1: string, headers?: object) => Promise<Reply>;
  readonly authorization: string;
  /** Sends items to `$batch`. */
  readonly batch: (requests: readonly object[], headers?: object) => Promise<Reply>;
}

/** Signs in and returns a client. */
export async function signIn(mock: MockErp, changes: Record<string, string> = {}): Promise<Client> {
  const reply = await askForToken(mock, changes);
  return clientWith(mock, `Bearer ${textIn(reply.body, 'access_token')}`);
}

/** A client with this Authorization header. */
export function clientWith(mock: MockErp, authorization: string): Client {
  const base = `${mock.urls.businessCentral}/${BC.tenantId}/${BC.environment}/api/v2.0`;
  const call: Client['call'] = (method, path, body, headers = {}, options = {}) =>
    send(mock, method, path.startsWith('https:') ? path : `${base}/${path}`, {
      ...options,
      headers: {
        accept: 'application/json',
        ...(authorization === '' ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? '' : JSON.stringify(body),
    });
  const bytes: Client['bytes'] = (method, path, latin1, headers = {}) =>
    send(mock, method, `${base}/${path}`, {
      headers: { authorization, 'content-type': 'application/octet-stream', ...headers },
      body: Buffer.from(latin1, 'latin1'),
    });
  return {
    base,
    call,
    bytes,
    authorization,
    batch: (requests, headers = {}) => call('POST', '$batch', { requests }, headers),
  };
}

/** Where the lines of a new journal are. */
export async function aJournal({ call }: Client, code: string): Promise<string> {
  const reply = await call('POST', `${COMPANY}/journals`, { code, displayName: 'Expense run' });
  return `${COMPANY}/journals(${textIn(reply.body, 'id')})`;
}

/** A line as a client sends it; the posting date is in the frozen year of the tests. */
export function aLine(lineNumber: number, accountNumber: string, amount: number, more: object = {}): object {
  return {
    lineNumber,
    accountType: 'G/L Account',
    accountNumber,
    postingDate: '2026-05-04',
    documentNumber: 'UTL-2026-000123',
    externalDocumentNumber: '3F9K2Q1A-1',
    amount,
    description: 'Tog til Bodø',
    ...more,
  };
}

/** Stages a balanced voucher in a new journal and says where. */
export async function aStagedVoucher(client: Client, code: string, more: object = {}): Promise<string> {
  const journal = await aJournal(client, code);
  await client.call('POST', `${journal}/journalLines`, aLine(10_000, '7140', 1250.5, more));
  await client.call('POST', `${journal}/journalLines`, aLine(20_000, '2910', -1250.5, more));
  return journal;
}

/** An error as Business Central answers it. */
export function refusal(status: number, code: string, text = ''): object {
  const message: unknown = expect.stringMatching(
    new RegExp(`${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}.*  CorrelationId:  [0-9a-f-]{36}\\.$`, 's'),
  );
  return { status, body: { error: { code, message } } };
}

/** A text field of a JSON object. */
export function textIn(body: unknown, name: string): string {
  const fields = new Map<string, unknown>(typeof body === 'object' && body !== null ? Object.entries(body) : []);
  const value = fields.get(name);
  if (typeof value !== 'string') throw new TypeError(`There is no text ${name} in ${JSON.stringify(body)}`);
  return value;
}

/** The records of a list. */
export function valuesIn({ body }: Reply): unknown[] {
  const value: unknown = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined;
  if (!Array.isArray(value)) throw new TypeError(`There is no list in ${JSON.stringify(body)}`);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
