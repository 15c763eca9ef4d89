import { type HttpAnswer, retryAfterMs, withoutSecrets } from '@bilag/connector-http';
import type { EntryFailure, ErrorCode } from '@bilag/core';
import { isObject } from '../json.ts';
import { readError, verdictOf, type XledgerError } from './xledger-errors.ts';

/** How one request ended. */
export type XledgerReply = Ending & {
  /** What came back, word for word but for our token; absent when nothing did. */
  readonly received?: ReceivedText;
};

/** An answer as it came. */
export type ReceivedText = Pick<HttpAnswer, 'status' | 'text'>;

type Ending =
  /** A readable answer. Whether it is a good one, `errors` tell. */
  | { readonly kind: 'answer'; readonly data: unknown; readonly errors: readonly XledgerError[] }
  /** Surely nothing was done. */
  | { readonly kind: 'not-applied'; readonly failure: EntryFailure; readonly afterMs?: number }
  /** It may have been done. */
  | { readonly kind: 'lost'; readonly failure: EntryFailure; readonly afterMs?: number };

/**
 * What an HTTP answer says. Failures usually come as 200 with `errors`, sometimes as 400 with the same body.
 * @source reference of the Xledger API, section 10, read 2026-11
 */
export function readReply(answer: HttpAnswer, apiToken: string): XledgerReply {
  const { status, text } = answer;
  return { ...endingOf(answer, apiToken), received: { status, text: withoutSecrets(text, [apiToken]) } };
}

function endingOf({ status, headers, text }: HttpAnswer, apiToken: string): Ending {
  const afterMs = retryAfterMs({ headers });
  const wait = afterMs === undefined ? {} : { afterMs };
  if (status === 429) {
    const failure = failed('ERP_RATE_LIMITED', 'Xledger asks to wait: too many requests (HTTP 429).');
    return { kind: 'not-applied', failure, afterMs: afterMs ?? 5_000 };
  }
  if (status === 413) {
    return { kind: 'not-applied', failure: failed('ERP_BATCH_REFUSED', 'Xledger takes no request this large.') };
  }
  const answer = readAnswer(text, apiToken);
  if (status === 401 || status === 403) return { kind: 'not-applied', failure: accessFailure(status, answer) };
  if (answer !== undefined && (status === 200 || (status === 400 && answer.errors.length > 0))) return answer;
  const what = status === 200 ? 'is not what its interface answers with' : `has the HTTP status ${status}`;
  return { kind: 'lost', failure: failed('ERP_REPLY_UNREADABLE', `Xledger’s answer ${what}.`), ...wait };
}

function readAnswer(text: string, apiToken: string): (Ending & { kind: 'answer' }) | undefined {
  const body = parseJson(text);
  if (!isObject(body)) return undefined;
  const { data = null, errors = [] } = body;
  if (!Array.isArray(errors) || (data === null && errors.length === 0)) return undefined;
  return { kind: 'answer', data, errors: errors.map((error: unknown) => readError(error, apiToken)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function accessFailure(status: number, answer: (Ending & { kind: 'answer' }) | undefined): EntryFailure {
  const denied = answer?.errors.find((error) => {
    const verdict = verdictOf(error);
    return verdict.kind === 'later' && verdict.code === 'ERP_PERMISSION_DENIED';
  });
  if (denied !== undefined) return failed('ERP_PERMISSION_DENIED', `Xledger denies access: ${denied.message}`);
  return failed('ERP_AUTHENTICATION_FAILED', `Xledger refuses the API token (HTTP ${status}).`);
}

/** A failure in our words. */
export function failed(code: ErrorCode, message: string): EntryFailure {
  return { code, message };
}
