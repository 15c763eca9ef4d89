import type { SyncLogEntry } from '@bilag/core';

/** The file's first line, under a mark that tells Excel that it is UTF-8. */
export const csvHeader =
  '\uFEFFid;at;actor;action;result;trigger;syncId;refersTo;recordId;kind;sourceId;reference;attempt;errorCode;message;isReversal\r\n';

/** An entry as a line of the file. */
export function csvLine(entry: SyncLogEntry): string {
  const { logId, at, actor, action, result, trigger, runId, refersTo, record, attempt, errorCode, message } = entry;
  const reference = entry.reference ?? record?.reference ?? null;
  const cells = [logId, at.toISOString(), actor, action, result, trigger, runId, refersTo]
    .concat(record === null ? [null, null, null] : [record.recordId, record.kind, record.sourceId])
    .concat([reference, attempt === null ? null : String(attempt), errorCode, message, String(entry.isReversal)]);
  return `${cells.map((it) => csvCell(it ?? '')).join(';')}\r\n`;
}

/**
 * Texts of others must stay texts in a spreadsheet: what would begin a formula gets an apostrophe before it, also behind blanks, which some spreadsheets pass over.
 * @source OWASP, CSV injection
 */
export function csvCell(text: string): string {
  const safe = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[";,\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
