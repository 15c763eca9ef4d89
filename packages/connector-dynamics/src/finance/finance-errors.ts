import { replyOf, retryAfterMs, withoutTexts } from '@bilag/connector-http';
import { type EntryFailure, type ErpReply, type ErrorCode, SyncError } from '@bilag/core';
import type { Intent } from '../erp-answers.ts';
import { isRow } from '../exact-json.ts';
import { meaningOf } from './infolog.ts';

/** A status and what came with it, of a request or of a part of a batch. */
export interface ErpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The text parsed, or `undefined` when it is no JSON. */
  readonly body: unknown;
}

/** Finance & Operations' own words about a request that it did not carry out; the cause of the `SyncError`. */
export class Refusal extends Error {
  readonly status: number;
  /** Whether the business logic spoke, and not some gateway. */
  readonly isInfolog: boolean;
  // Private, so that no log prints them: they may name a payee.
  readonly #text: string;
  readonly #answer: string;

  constructor(answer: ErpAnswer) {
    const { text, isInfolog } = wordsOf(answer.body);
    super(`Status ${answer.status}`);
    this.name = 'Refusal';
    this.status = answer.status;
    this.#text = text;
    this.isInfolog = isInfolog;
    this.#answer = answer.text;
  }

  /** The infolog where there is one, else the message. */
  get text(): string {
    return this.#text;
  }

  /** The answer as it may be kept. */
  reply(hidden: readonly string[]): ErpReply {
    return replyOf({ status: this.status, text: this.#answer }, hidden);
  }
}

/** What Finance & Operations said, if the error comes from an answer of its. */
export function refusalOf(error: SyncError): Refusal | undefined {
  return error.cause instanceof Refusal ? error.cause : undefined;
}

/** The failure as it is kept, the ERP's own words with it; `hidden` is what nobody may read there. */
export function failureOf(error: SyncError, hidden: readonly string[]): EntryFailure {
  const { code, message, field } = error;
  const reply = refusalOf(error)?.reply(hidden);
  return {
    code,
    message: withoutTexts(message, hidden),
    ...(field === undefined ? {} : { field }),
    ...(reply === undefined ? {} : { reply }),
  };
}

/** Whether the error says that a record with this key exists already. */
export function isDuplicate(error: SyncError): boolean {
  const refusal = refusalOf(error);
  return refusal?.isInfolog === true && meaningOf(refusal.text).isDuplicate;
}

/**
 * What an answer outside 200–299 means. Whatever is not surely «nothing was written» is ambiguous for a write.
 * @source dynamics.md §15.3, read 2026-11: what the business logic refuses comes as 400 or 500 with an infolog, and only that tells a refusal from a
 *   breakdown; 429 was not processed; 401 is an unregistered app or a wrong audience.
 */
export function errorOfAnswer(answer: ErpAnswer, intent: Intent, attempt: string): SyncError {
  const refusal = new Refusal(answer);
  const wait = retryAfterMs(answer);
  const said = refusal.text === '' ? `status ${answer.status}` : refusal.text;
  return new SyncError(codeOf(refusal, intent), `Finance & Operations did not ${attempt}: ${said}`, {
    cause: refusal,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** An answer of success that makes no sense, such as a page of some gateway. */
export function unreadableAnswer(answer: ErpAnswer, intent: Intent, attempt: string): SyncError {
  const message = `Finance & Operations answered the request to ${attempt} with something unreadable.`;
  const code = intent === 'read' ? 'ERP_UNAVAILABLE' : 'ERP_REPLY_UNREADABLE';
  return new SyncError(code, message, { cause: new Refusal(answer) });
}

/** Answers that were given before anything was carried out. */
const codesByStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'ERP_AUTHENTICATION_FAILED',
  403: 'ERP_PERMISSION_DENIED',
  // The service, too, is missing for moments while it is updated.
  404: 'ERP_UNAVAILABLE',
  409: 'ERP_UNAVAILABLE',
  412: 'ERP_UNAVAILABLE',
  429: 'ERP_RATE_LIMITED',
  501: 'ERP_REFUSED',
};

function codeOf({ status, text, isInfolog }: Refusal, intent: Intent): ErrorCode {
  const known = codesByStatus[status];
  if (known !== undefined) return known;
  if (isInfolog && (status === 400 || status === 500)) return meaningOf(text).code;
  if (status >= 400 && status < 500 && status !== 408) return 'ERP_REFUSED';
  if (intent === 'read') return 'ERP_UNAVAILABLE';
  return status === 408 || status === 504 ? 'ERP_TIMEOUT' : 'ERP_REPLY_LOST';
}

function wordsOf(body: unknown): { readonly text: string; readonly isInfolog: boolean } {
  const error = isRow(body) ? (body['error'] ?? body) : undefined;
  if (!isRow(error)) return { text: '', isInfolog: false };
  const inner = isRow(error['innererror']) ? error['innererror'] : {};
  const text = [inner['message'], error['message'], error['Message']].find((it) => typeof it === 'string') ?? '';
  const words = typeof text === 'string' ? text : '';
  const isInfolog = /Infolog:|failed for table row/i.test(words) || /AxOData/.test(String(inner['type']));
  return { text: presentable(words), isInfolog };
}

/** The infolog's own words, on one line and cut. */
function presentable(message: string): string {
  const line = message
    .replace(/^.*?Infolog:\s*/is, '')
    .replace(/^(Error|Warning|Info):\s*/i, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299).toWellFormed()}…` : line;
}
