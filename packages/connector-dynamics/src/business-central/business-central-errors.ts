import { NoAnswer, retryAfterMs } from '@bilag/connector-http';
import { type ErpReply, type ErrorCode, SyncError } from '@bilag/core';
import { type Intent, isSuccess } from '../erp-answers.ts';
import { isRow } from '../exact-json.ts';

/** A status and what came with it, of a request or of one item of a batch. */
export interface ErpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed, or `undefined` when it is no JSON. */
  readonly body: unknown;
  /** The answer as it may be kept; of an item of a batch only that item. */
  readonly reply: ErpReply;
}

/** Business Central's own words about a request it refused; the cause of the `SyncError`. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** In English, for people; without the correlation id and without a value of ours. */
  readonly text: string;
  /** Its whole answer, secrets taken out. */
  readonly reply: ErpReply;

  constructor(reply: ErpReply, code: string, text: string) {
    super(`${reply.status} ${code}: ${text}`);
    this.name = 'Refusal';
    this.status = reply.status;
    this.code = code;
    this.text = text;
    this.reply = reply;
  }
}

/** An answer of success that makes no sense; the cause of the `SyncError`. */
class Gibberish extends Error {
  readonly reply: ErpReply;

  constructor(reply: ErpReply) {
    super(`${reply.status} without a readable answer`);
    this.name = 'Gibberish';
    this.reply = reply;
  }
}

/** What Business Central, or whoever stands in front of it, answered word for word, if it answered. */
export function replyIn({ cause }: SyncError): ErpReply | undefined {
  return cause instanceof Refusal || cause instanceof Gibberish ? cause.reply : undefined;
}

/** What Business Central said, if the error comes from a refusal of its own. */
export function refusalOf(error: SyncError): Refusal | undefined {
  return error.cause instanceof Refusal ? error.cause : undefined;
}

/** Whether the error says that this company’s API has no such list, or keeps it from the application. */
export function isNotOffered(error: SyncError): boolean {
  const refusal = refusalOf(error);
  if (refusal === undefined || error.code === 'ERP_WRONG_LEDGER') return false;
  return refusal.status === 403 || refusal.status === 404;
}

/** Whether the question itself was refused, so that asking again is of no use: not there, not allowed, or not understood. */
export function isUnanswerable(error: unknown): boolean {
  if (!(error instanceof SyncError)) return false;
  return isNotOffered(error) || (error.code === 'ERP_REFUSED' && refusalOf(error) !== undefined);
}

/** Whether an answer came that is too large to be read, holds too much or cannot be unpacked. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof SyncError && error.cause instanceof NoAnswer && error.cause.kind === 'unreadable';
}

/** Whether the link to the next page has died meanwhile. @source dynamics.md §4.3, 2026-11 */
export function isDeadLink(error: SyncError): boolean {
  return refusalOf(error)?.code === deadLink;
}

const deadLink = 'SkipTokenIsNoLongerValid';

/** Whether the error says that a record with this key exists already. */
export function isSameKey(error: SyncError): boolean {
  return refusalOf(error)?.code === 'Internal_EntityWithSameKeyExists';
}

/** Codes of a record that Business Central got by its key or by a filter, and that is not there. */
const missingRecordCodes: ReadonlySet<string> = new Set(['Internal_RecordNotFound', 'Internal_DataNotFoundFilter']);

/**
 * Whether the error says that a record is missing: what was asked for, or one that the request led to, such as a VAT posting set-up. A segment of the
 * address that is missing, as for moments while the service is updated, is another code.
 * @source dynamics.md §9.2, 2026-11: 404; 400 was seen too
 */
export function isMissingRecord(error: SyncError): boolean {
  const refusal = refusalOf(error);
  if (refusal === undefined || !missingRecordCodes.has(refusal.code)) return false;
  return refusal.status === 400 || refusal.status === 404;
}

/** The error of a request whose own target is known to be there: then a record that is missing is a refusal of what was sent, and no outage. */
export function asRefusalOfData(error: SyncError): SyncError {
  return isMissingRecord(error) ? new SyncError('ERP_REFUSED', error.message, { cause: error.cause }) : error;
}

/**
 * What an answer outside 200–299 means. Whatever is not surely «nothing was written» is ambiguous for a write.
 * @source dynamics.md §3.4 and §9.2, 2026-11: 429 was not processed; 408, 502, 503 and
 *   504 may have been; permissions are refused by 403, also with the code `Internal_ServerError`.
 */
export function errorOfAnswer(answer: ErpAnswer, intent: Intent, attempt: string): SyncError {
  const { code, text } = wordsOf(answer.body);
  const wait = retryAfterMs(answer);
  const said = text === '' ? `status ${answer.status}` : `${text}${correlationOf(answer.body)}`;
  return new SyncError(codeOf(answer.status, code, intent), `Business Central did not ${attempt}: ${said}`, {
    cause: new Refusal(answer.reply, code, text),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** Whether it says without doubt that the request was carried out. A page of some gateway between us does not, whatever its status. */
export function isClearYes({ status, body }: Pick<ErpAnswer, 'status' | 'body'>): boolean {
  return status === 204 || (isSuccess(status) && isRow(body));
}

/** An answer of success that makes no sense. */
export function unreadableAnswer({ reply }: Pick<ErpAnswer, 'reply'>, intent: Intent, attempt: string): SyncError {
  const message = `Business Central answered the request to ${attempt} with something unreadable.`;
  const code = intent === 'read' ? 'ERP_UNAVAILABLE' : 'ERP_REPLY_UNREADABLE';
  return new SyncError(code, message, { cause: new Gibberish(reply) });
}

const codesByStatus: Readonly<Record<number, ErrorCode>> = {
  403: 'ERP_PERMISSION_DENIED',
  // The API route, too, is missing for moments while the service is updated.
  404: 'ERP_UNAVAILABLE',
  409: 'ERP_UNAVAILABLE',
  412: 'ERP_UNAVAILABLE',
  429: 'ERP_RATE_LIMITED',
  501: 'ERP_REFUSED',
};

function codeOf(status: number, code: string, intent: Intent): ErrorCode {
  if (code === 'Internal_CompanyNotFound') return 'ERP_WRONG_LEDGER';
  if (code === 'Internal_EntityWithSameKeyExists') return 'ERP_REFUSED';
  if (code === deadLink) return 'ERP_UNAVAILABLE';
  // The gateway refuses a token without a code; Business Central itself refuses an application that it does not know.
  if (status === 401) return code.startsWith('Authentication_') ? 'ERP_PERMISSION_DENIED' : 'ERP_AUTHENTICATION_FAILED';
  const known = codesByStatus[status];
  if (known !== undefined) return known;
  if (status >= 400 && status < 500 && status !== 408) return 'ERP_REFUSED';
  if (intent === 'read') return 'ERP_UNAVAILABLE';
  return status === 408 || status === 504 ? 'ERP_TIMEOUT' : 'ERP_REPLY_LOST';
}

function wordsOf(body: unknown): { readonly code: string; readonly text: string } {
  const error = isRow(body) ? (body['error'] ?? body) : undefined;
  if (!isRow(error)) return { code: '', text: '' };
  const { code, message } = error;
  return { code: typeof code === 'string' ? code : '', text: typeof message === 'string' ? presentable(message) : '' };
}

/** Without what may be the text of an expense line: some messages repeat the value they refuse. */
function presentable(message: string): string {
  return message
    .replace(/\s*CorrelationId:.*$/s, '')
    .replace(/\s*Value: .*$/s, '')
    .trim()
    .slice(0, 300);
}

function correlationOf(body: unknown): string {
  const id = /CorrelationId:\s*([0-9a-f-]{36})/i.exec(JSON.stringify(body))?.[1];
  return id === undefined ? '' : ` (correlation id ${id})`;
}
