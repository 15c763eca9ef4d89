import { type ErrorCode, errorCodes } from '@bilag/core';
import { errorStatuses } from './error-statuses.ts';
import type { Language } from './language.ts';
import { textsOf } from './problem-of.ts';

/** The list of errors as a page, with an anchor for each code: what the `type` of a problem points to. */
export function errorsPage(language: Language): string {
  const codes = Object.keys(errorCodes).filter(isErrorCode);
  const entries = codes.map((code) => {
    const { outcome } = errorCodes[code];
    const { meaning, remedy } = textsOf(code, language);
    return `<dt id="${code}"><code>${code}</code> (${errorStatuses[code]}, ${outcome}): ${meaning}</dt><dd>${remedy}</dd>`;
  });
  const heading = language === 'nb' ? 'Feil' : 'Errors';
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>Bilag: ${heading}</title><h1>${heading}</h1><dl>${entries.join('\n')}</dl></html>`;
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
