import type { ErrorCode, SyncError } from '@bilag/core';
import { ApprovalConflict } from './approval-conflict.ts';
import { errorStatuses } from './error-statuses.ts';
import type { Problem } from './schemas/problem.ts';

/** The media type of every error. */
export const problemType = 'application/problem+json';

/** An expected failure as the API shows it: no stack, no cause. The same failure is the same bytes, whoever asks. */
export function problemOf(error: SyncError): Problem {
  return {
    type: `/docs/errors#${error.code}`,
    title: titleOf(error.code),
    status: errorStatuses[error.code],
    code: error.code,
    detail: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error instanceof ApprovalConflict && error.differs.length > 0 ? { differs: [...error.differs] } : {}),
    remedy: error.remedy,
  };
}

const acronyms: Readonly<Record<string, string>> = { ERP: 'ERP', JSON: 'JSON' };

/** A code in words: `ERP_PERIOD_CLOSED` is «ERP period closed». */
export function titleOf(code: ErrorCode): string {
  const words = code.split('_').map((word) => acronyms[word] ?? word.toLowerCase());
  const title = words.join(' ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}
