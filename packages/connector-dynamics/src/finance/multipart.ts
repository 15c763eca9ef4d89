import { bodyOf } from '../exact-json.ts';
import type { ErpAnswer } from './finance-errors.ts';

/** One request inside a batch. */
export interface BatchRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** A whole address. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text, sent as it is. */
  readonly body?: string;
  /** Names a request of a change set in the answer. */
  readonly contentId?: string;
}

/** A question by itself, or a change set: requests that take effect together or not at all. */
export type BatchStep = BatchRequest | readonly BatchRequest[];

/** What one request came to, and its name if the server repeated it. */
export interface PartAnswer {
  readonly contentId: string | undefined;
  readonly answer: ErpAnswer;
}

/** What one step came to: one answer per request, or only that of the request that failed. */
export type StepAnswer = readonly PartAnswer[];

/** The body of a batch; `boundary` must stand in no request. @source dynamics.md §10 and §15.1, read 2026-11 */
export function batchBody(steps: readonly BatchStep[], boundary: string): string {
  const parts = steps.map((step, at) => {
    if (!isChangeSet(step)) return requestPart(step);
    // It does not begin like the outer one: some servers tell boundaries apart by their beginning.
    const inner = `set_${at + 1}_${boundary}`;
    return `Content-Type: multipart/mixed; boundary=${inner}\r\n\r\n${joined(step.map(requestPart), inner)}`;
  });
  return joined(parts, boundary);
}

/** The answers of a batch in the order they came, or `undefined` when it is not one or does not come to its end. */
export function readBatchAnswer(contentType: string, text: string): readonly StepAnswer[] | undefined {
  const parts = partsOf(contentType, text);
  const steps = parts?.map(readStep);
  return steps?.every((it) => it !== undefined) === true ? steps : undefined;
}

interface Part {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function isChangeSet(step: BatchStep): step is readonly BatchRequest[] {
  return Array.isArray(step);
}

function requestPart({ method, url, headers, body, contentId }: BatchRequest): string {
  const outer = {
    'Content-Type': 'application/http',
    'Content-Transfer-Encoding': 'binary',
    ...(contentId === undefined ? {} : { 'Content-ID': contentId }),
  };
  const content = body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' };
  const inner = { Accept: 'application/json', ...content, ...headers };
  return `${headText(outer)}\r\n\r\n${method} ${url} HTTP/1.1\r\n${headText(inner)}\r\n\r\n${body ?? ''}`;
}

function headText(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n');
}

function joined(parts: readonly string[], boundary: string): string {
  return `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
}

function readStep(part: Part): StepAnswer | undefined {
  const type = part.headers['content-type'] ?? '';
  if (!/^multipart\/mixed/i.test(type)) {
    const only = readAnswer(part);
    return only === undefined ? undefined : [only];
  }
  const answers = partsOf(type, part.body)?.map(readAnswer);
  return answers?.every((it) => it !== undefined) === true ? answers : undefined;
}

/** An HTTP answer inside a part. The name of its request may stand outside or inside. */
function readAnswer({ headers, body }: Part): PartAnswer | undefined {
  const [, status, rest] = /^\s*HTTP\/\d(?:\.\d)? (\d{3})[^\r\n]*(?:\r?\n([^]*))?$/.exec(body) ?? [];
  if (status === undefined) return undefined;
  const inner = readPart(rest ?? '');
  const text = inner.body.trim();
  const answer = { status: Number(status), headers: inner.headers, text, body: bodyOf(text) };
  return { contentId: headers['content-id'] ?? inner.headers['content-id'], answer };
}

/** The parts between the boundaries; `undefined` without a boundary or without the last one. */
function partsOf(contentType: string, text: string): readonly Part[] | undefined {
  const boundary = /^multipart\/mixed\s*;(?:.*;)?\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) return undefined;
  const pieces = `\n${text}`.split(`\n--${name}`);
  // Another boundary may begin like this one: what follows must be the end of the line, or the mark of the last.
  const parts: string[] = [];
  for (const piece of pieces.slice(1)) {
    if (/^--[ \t]*(\r?\n|$)/.test(piece)) return parts.map(readPart);
    if (/^[ \t]*\r?\n/.test(piece)) parts.push(piece.replace(/^[ \t]*\r?\n/, '').replace(/\r$/, ''));
    else parts.push(`${parts.pop() ?? ''}\n--${name}${piece}`);
  }
  return undefined;
}

function readPart(text: string): Part {
  const end = /^\r?\n/.test(text) ? { index: 0, 0: text.startsWith('\r') ? '\r\n' : '\n' } : /\r?\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const lines = head.split(/\r?\n/).flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { headers: Object.fromEntries(lines), body: end === null ? '' : text.slice(end.index + end[0].length) };
}
