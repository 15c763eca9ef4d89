import { randomUUID } from 'node:crypto';
import type { Answer } from '../answer.ts';
import { textOf } from '../fault-deliver.ts';
import type { Call } from './call.ts';
import { json } from './json-answer.ts';

/** What came of an item. */
export interface ItemResult {
  readonly id: string | null;
  readonly answer: Answer;
}

/** 200 whatever became of the items; multipart unless JSON was asked for by name. @source dynamics.md §10, 2026-11 */
export function batchAnswer(batch: Call, results: readonly ItemResult[]): Answer {
  if ((batch.headers['accept'] ?? '').includes('application/json')) {
    return json(200, { responses: results.map(toResponse) });
  }
  const boundary = `batchresponse_${randomUUID()}`;
  const parts = results.map(({ answer }) => `--${boundary}\r\n${toPart(answer)}\r\n`);
  return {
    status: 200,
    headers: { 'odata-version': '4.0' },
    contentType: `multipart/mixed; boundary=${boundary}`,
    body: `${parts.join('')}--${boundary}--\r\n`,
  };
}

function toResponse({ id, answer }: ItemResult): object {
  const { status, body } = answer;
  return { id, status, headers: headersOf(answer), ...(body === undefined ? {} : { body }) };
}

function toPart(answer: Answer): string {
  const headers = Object.entries(headersOf(answer)).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${answer.status}`, ...headers].join('\r\n');
  return `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${head}\r\n\r\n${textOf(answer.body)}`;
}

function headersOf({ headers, body, contentType }: Answer): Record<string, string> {
  const type = body === undefined ? {} : { 'content-type': contentType ?? 'application/json; odata.metadata=minimal' };
  return { ...type, ...headers };
}
