import type { HttpAnswer, NoAnswer } from '@bilag/connector-http';
import { type EntryFailure, type ErpReply, type ErrorCode, SyncError } from '@bilag/core';

interface GatewayErrorOptions {
  readonly field?: string;
  readonly retryAfterMs?: number | undefined;
  readonly reply?: ErpReply | undefined;
  readonly cause?: unknown;
}

/** A question, or a sign-in, that was not answered with a yes. Nothing was written by it. */
export class GatewayError extends SyncError {
  /** What was answered, with everything secret taken out. */
  readonly reply: ErpReply | undefined;

  constructor(code: ErrorCode, message: string, { field, retryAfterMs, reply, cause }: GatewayErrorOptions = {}) {
    super(code, message, {
      cause,
      ...(field === undefined ? {} : { field }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
    this.reply = reply;
  }
}

/** Any thrown value as the failure of an outbox entry. */
export function failureOf(error: unknown): EntryFailure & { readonly afterMs?: number } {
  const { code, message, retryAfterMs } = SyncError.from(error);
  const reply = error instanceof GatewayError ? error.reply : undefined;
  return {
    code,
    message,
    ...(reply === undefined ? {} : { reply }),
    ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }),
  };
}

/** A failure in our words. */
export function failed(code: ErrorCode, message: string, reply?: ErpReply): EntryFailure {
  return { code, message, ...(reply === undefined ? {} : { reply }) };
}

/** Nothing was asked, because the caller’s time was over. */
export const tooLate = (): GatewayError =>
  new GatewayError('ERP_UNAVAILABLE', 'The time was up before anything was sent to the Xledger gateway.');

/** What an answer is for people who cannot see it: its status, and that it was no JSON where that is so. */
export function nameOfAnswer({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>): string {
  const isPage = /html/i.test(headers['content-type'] ?? '');
  if (status >= 300 && status <= 399) return `HTTP ${status}, a redirect that is not followed`;
  return isPage ? `HTTP ${status}, a web page` : `HTTP ${status}`;
}

/** The system's short name of what went wrong, such as « (ECONNREFUSED)». */
export function nameOfSilence({ cause }: NoAnswer): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
}
