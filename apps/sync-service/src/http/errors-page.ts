import { type ErrorCode, errorCodes } from '@bilag/core';
import { errorStatuses } from './error-statuses.ts';
import { titleOf } from './problem-of.ts';

/** The list of errors as a page, with an anchor for each code: what the `type` of a problem points to. */
export function errorsPage(): string {
  const codes = Object.keys(errorCodes).filter(isErrorCode);
  const entries = codes.map((code) => {
    const { outcome, remedy } = errorCodes[code];
    return `<dt id="${code}"><code>${code}</code> (${errorStatuses[code]}, ${outcome}): ${titleOf(code)}</dt><dd>${remedy}</dd>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bilag: errors</title><h1>Errors</h1><dl>${entries.join('\n')}</dl></html>`;
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
