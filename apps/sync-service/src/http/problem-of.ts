import { type ErrorCode, type ErrorText, errorCodes, MappingRefusal, norwegian, type SyncError } from '@bilag/core';
import { ApprovalConflict } from './approval-conflict.ts';
import { errorStatuses } from './error-statuses.ts';
import { findingView } from './finding-view.ts';
import type { Language } from './language.ts';
import type { Problem } from './schemas/problem.ts';

/** The media type of every error. */
export const problemType = 'application/problem+json';

/**
 * An expected failure as the API shows it: no stack, no cause. Title and remedy are in the language asked for; the detail, which is for logs and
 * developers too, is English. The same failure is the same bytes, whoever asks.
 */
export function problemOf(error: SyncError, language: Language = 'en'): Problem {
  const texts = textsOf(error.code, language);
  return {
    type: `/docs/errors#${error.code}`,
    title: texts.meaning,
    status: errorStatuses[error.code],
    code: error.code,
    detail: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error instanceof ApprovalConflict && error.differs.length > 0 ? { differs: [...error.differs] } : {}),
    ...(error instanceof MappingRefusal ? findingsOf(error, language) : {}),
    remedy: texts.remedy,
  };
}

function findingsOf({ findings, findingCount }: MappingRefusal, language: Language) {
  return { findings: findings.map((it) => findingView(it, (code) => textsOf(code, language).remedy)), findingCount };
}

/** A code in words and what to do about it. */
export function textsOf(code: ErrorCode, language: Language): ErrorText {
  return language === 'nb' ? norwegian[code] : { meaning: titleOf(code), remedy: errorCodes[code].remedy };
}

const acronyms: Readonly<Record<string, string>> = { ERP: 'ERP', JSON: 'JSON' };

/** A code in words: `ERP_PERIOD_CLOSED` is «ERP period closed». */
function titleOf(code: ErrorCode): string {
  const words = code.split('_').map((word) => acronyms[word] ?? word.toLowerCase());
  const title = words.join(' ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}
