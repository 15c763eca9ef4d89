import { type HttpAnswer, type NoAnswer, presentable, replyOf, retryAfterMs } from '@bilag/connector-http';
import type { ErrorCode } from '@bilag/core';
import { GatewayError, nameOfAnswer, nameOfSilence, tooLate } from './gateway-error.ts';
import { problemsIn } from './problems.ts';

/** What it means that a question was not answered with what was asked for. Nothing is in doubt after a question. */
export function readError(answer: HttpAnswer, hidden: readonly string[]): GatewayError {
  const { status } = answer;
  const reply = replyOf(answer, hidden);
  if (status === 429) {
    const options = { retryAfterMs: retryAfterMs(answer) ?? 5_000, reply };
    return new GatewayError('ERP_RATE_LIMITED', 'The Xledger gateway asks to wait: too many requests.', options);
  }
  if (status === 403) return new GatewayError('ERP_PERMISSION_DENIED', denialOf(answer, hidden), { reply });
  const words = presentable(problemsIn(answer.text)?.[0]?.message ?? '', hidden);
  const said = words === '' ? '' : ` It says: ${words}`;
  const message = `The Xledger gateway did not answer the question (${nameOfAnswer(answer)}).${said}`;
  return new GatewayError(codeOf(status), message, { retryAfterMs: retryAfterMs(answer), reply });
}

/** The contract’s own refusals of a question are definite; everything else may pass. A missing path may come back with an update. */
function codeOf(status: number): ErrorCode {
  return status === 400 || status === 422 ? 'ERP_REFUSED' : 'ERP_UNAVAILABLE';
}

/** The gateway takes neither a token nor the one fetched after it. */
export function refusedToken(answer: HttpAnswer, hidden: readonly string[]): GatewayError {
  const message = 'The Xledger gateway refuses the access tokens that the token address gives (HTTP 401).';
  return new GatewayError('ERP_AUTHENTICATION_FAILED', message, { reply: replyOf(answer, hidden) });
}

/** Names the scope that is missing. @source RFC 6750 §3.1 (`insufficient_scope` and its `scope`) */
export function denialOf({ headers, text }: Pick<HttpAnswer, 'headers' | 'text'>, hidden: readonly string[]): string {
  const scope = /\bscope="([^"]{1,200})"/.exec(headers['www-authenticate'] ?? '')?.[1];
  if (scope !== undefined) return `The client lacks the scope ${presentable(scope, hidden)} (HTTP 403).`;
  const words = presentable(problemsIn(text)?.[0]?.message ?? '', hidden);
  return `The Xledger gateway denies access (HTTP 403)${words === '' ? '.' : `: ${words}`}`;
}

/** What it means that no answer came to a question. */
export function readSilence(silence: NoAnswer, signal: AbortSignal): GatewayError {
  if (silence.kind === 'not-sent') {
    if (signal.aborted) return tooLate();
    const message = `The Xledger gateway could not be reached${nameOfSilence(silence)}.`;
    return new GatewayError('ERP_UNREACHABLE', message, { cause: silence });
  }
  const message = `The Xledger gateway did not answer (${silence.kind}).`;
  return new GatewayError('ERP_UNAVAILABLE', message, { cause: silence });
}
