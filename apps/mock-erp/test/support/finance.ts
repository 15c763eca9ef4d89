import { expect } from 'vitest';
import { FINANCE_SEED, type MockErp } from '../../src/index.ts';
import { askForToken, type Reply, send, textIn } from './business-central.ts';

/** A client of Finance & Operations with a token of its own. */
export interface FinanceClient {
  /** `path` begins after `/finance/`. */
  readonly call: (method: string, path: string, body?: unknown, headers?: object) => Promise<Reply>;
  /** Sends a multipart batch of these parts. */
  readonly batch: (parts: readonly string[], headers?: object) => Promise<Reply>;
}

/** Signs in for Finance & Operations. */
export async function signInToFinance(mock: MockErp, changes: Record<string, string> = {}): Promise<FinanceClient> {
  const reply = await askForToken(mock, { scope: `${FINANCE_SEED.resource}/.default`, ...changes });
  return financeClientWith(mock, `Bearer ${textIn(reply.body, 'access_token')}`);
}

/** A client with this Authorization header. */
export function financeClientWith(mock: MockErp, authorization: string): FinanceClient {
  const request = (method: string, path: string, body: string, headers: object) =>
    send(mock, method, path.startsWith('https:') ? path : `${mock.urls.finance}/${path}`, {
      headers: { accept: 'application/json', authorization, ...headers },
      body,
    });
  return {
    call: (method, path, body, headers = {}) =>
      body === undefined
        ? request(method, path, '', headers)
        : request(method, path, JSON.stringify(body), { 'content-type': 'application/json', ...headers }),
    batch: (parts, headers = {}) =>
      request('POST', 'data/$batch', multipart('batch_1', parts), {
        'content-type': 'multipart/mixed; boundary=batch_1',
        ...headers,
      }),
  };
}

/** Makes a journal in hlf and returns its number. */
export async function aFinanceJournal({ call }: FinanceClient, more: object = {}): Promise<string> {
  const fields = { dataAreaId: 'hlf', JournalName: 'GenJrn', Description: 'ER3F9K2Q1A 2026-05-04', ...more };
  const reply = await call('POST', 'data/LedgerJournalHeaders?cross-company=true', fields);
  return textIn(reply.body, 'JournalBatchNumber');
}

/** A debit line as a client sends it. */
export function aFinanceLine(journal: string, lineNumber: number, more: object = {}): object {
  return {
    dataAreaId: 'hlf',
    JournalBatchNumber: journal,
    LineNumber: lineNumber,
    AccountType: 'Ledger',
    AccountDisplayValue: '7140-110-',
    DebitAmount: 1250.5,
    CurrencyCode: 'NOK',
    TransDate: '2026-05-04T12:00:00Z',
    Text: 'Tog til Bodø',
    Document: 'UTL-2026-000123',
    ...more,
  };
}

/** Makes a journal with a balanced voucher and returns its number. */
export async function aStagedFinanceVoucher(client: FinanceClient, more: object = {}): Promise<string> {
  const journal = await aFinanceJournal(client, more);
  const credit = { AccountDisplayValue: '2910', DebitAmount: 0, CreditAmount: 1250.5 };
  await client.call('POST', LINES, aFinanceLine(journal, 1));
  await client.call('POST', LINES, aFinanceLine(journal, 2, credit));
  return journal;
}

export const LINES = 'data/LedgerJournalLines?cross-company=true';

/** The address of a journal in hlf. */
export function journalAt(number: string): string {
  return `data/LedgerJournalHeaders(dataAreaId='hlf',JournalBatchNumber='${number}')?cross-company=true`;
}

/** A refusal of the business logic; `text` is part of the infolog. */
export function infolog(status: number, text: string, entity = 'LedgerJournalLineEntity'): object {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^Write failed for table row of type '${entity}'\\. Infolog: Error: .*${escaped}`);
  const message: unknown = expect.stringMatching(pattern);
  const type = 'Microsoft.Dynamics.Platform.Integration.Services.OData.AxODataWriteException';
  return { status, body: { error: { code: '', message: 'An error has occurred.', innererror: { type, message } } } };
}

/** A request as a part of a batch; `path` begins after `/finance/data/`. */
export function batchPart(method: string, path: string, body?: object): string {
  const content = body === undefined ? '' : `Content-Type: application/json\r\n\r\n${JSON.stringify(body)}`;
  return `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${method} ${path} HTTP/1.1\r\n${content}\r\n`;
}

/** Requests that succeed or fail together. */
export function changeSet(parts: readonly string[]): string {
  return `Content-Type: multipart/mixed; boundary=changeset_1\r\n\r\n${multipart('changeset_1', parts)}`;
}

function multipart(boundary: string, parts: readonly string[]): string {
  return `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
}
