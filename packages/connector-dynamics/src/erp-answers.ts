import type { NoAnswer } from '@bilag/connector-http';
import { type ErrorCode, SyncError } from '@bilag/core';

/** Whether a request can have changed something. */
export type Intent = 'read' | 'write';

/** What it means that no answer came from this product: surely nothing, for a read or when nothing was sent. */
export function errorOfSilence(product: string, { kind, cause }: NoAnswer, intent: Intent, attempt: string): SyncError {
  const message = `${product} did not answer the request to ${attempt} (${kind}).`;
  if (kind === 'not-sent') return new SyncError('ERP_UNREACHABLE', message, { cause });
  if (intent === 'read') return new SyncError('ERP_UNAVAILABLE', message, { cause });
  return new SyncError(codesOfSilence[kind], message, { cause });
}

const codesOfSilence = {
  timeout: 'ERP_TIMEOUT',
  lost: 'ERP_REPLY_LOST',
  unreadable: 'ERP_REPLY_UNREADABLE',
} as const satisfies Readonly<Record<Exclude<NoAnswer['kind'], 'not-sent'>, ErrorCode>>;

/** Whether the status is one of success. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}
