import type { Answer } from '../answer.ts';
import { textOf } from '../fault-deliver.ts';
import { FinanceError } from './errors.ts';

/** A part of a multipart body. */
export interface Part {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An HTTP request as a part of a batch. */
export interface PartRequest extends Part {
  readonly method: string;
  readonly url: string;
}

/** The parts of a multipart body. @throws {FinanceError} when it has none. */
export function readParts({ headers, body }: Part): Part[] {
  const boundary = /^multipart\/mixed\s*;.*?boundary="?([^";\s]+)"?/is.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new FinanceError(400, 'The batch is not multipart/mixed with a boundary.');
  const [, ...pieces] = `\n${body.replaceAll('\r\n', '\n')}`.split(`\n--${boundary}`);
  const end = pieces.findIndex((piece) => piece.startsWith('--'));
  if (end < 1) throw new FinanceError(400, 'The batch has no parts or does not end.');
  return pieces.slice(0, end).map((piece) => readPart(piece.replace(/^[ \t]*\n/, '')));
}

/** The request in a part. @throws {FinanceError} when it holds none. */
export function readRequest({ body }: Part): PartRequest {
  const [, method, url, rest] = /^\s*([A-Z]+) (\S+) HTTP\/1\.1[ \t]*(?:\n(.*))?$/s.exec(body) ?? [];
  if (method === undefined || url === undefined) throw new FinanceError(400, 'A part of the batch is no HTTP request.');
  return { method, url, ...readPart(rest ?? '') };
}

/** A multipart answer of these parts. */
export function multipart(boundary: string, parts: readonly string[]): string {
  return `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
}

/** An answer as a part. */
export function answerPart(answer: Answer, contentId?: string): string {
  const { status, headers = {}, contentType, body } = answer;
  const type = body === undefined ? {} : { 'content-type': contentType ?? 'application/json; charset=utf-8' };
  const head = Object.entries({ ...type, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const id = contentId === undefined ? [] : [`Content-ID: ${contentId}`];
  const outer = ['Content-Type: application/http', 'Content-Transfer-Encoding: binary', ...id].join('\r\n');
  return `${outer}\r\n\r\nHTTP/1.1 ${status} ${status < 300 ? 'OK' : 'Error'}\r\n${head.join('\r\n')}\r\n\r\n${textOf(body)}`;
}

function readPart(text: string): Part {
  const at = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const head = at < 0 ? text : text.slice(0, at);
  const body = at < 0 ? '' : text.slice(text.startsWith('\n') ? 1 : at + 2);
  const headers = head.split('\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, Math.max(colon, 0)).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: Object.fromEntries(headers.filter(([name]) => name !== '')), body };
}
