import { type ErrorCode, SyncError } from '@bilag/core';
import { isRow, type Row } from './exact-json.ts';

/** An object as it was given, read field by field. */
export interface Form {
  readonly values: Row;
  /** The failure that names the field and the rule, never the value. */
  readonly invalid: (field: string, rule: string) => SyncError;
  /** A text of this form. @throws {SyncError} naming the field. */
  readonly text: (field: string, pattern: string) => string;
}

/** @throws {SyncError} `code`, when the value is no object or has a field that is not known. */
export function formOf(value: unknown, code: ErrorCode, known: readonly string[], path = ''): Form {
  const invalid = (field: string, rule: string) =>
    new SyncError(code, `«${path}${field}» ${rule}.`, { field: path + field });
  if (!isRow(value)) throw new SyncError(code, 'An object with the fields of the connector’s schema is needed.');
  const stranger = Object.keys(value).find((it) => !known.includes(it));
  if (stranger !== undefined) {
    // Somebody may have put the secret itself where its name belongs; a word of letters alone is a name.
    if (code === 'INVALID_CREDENTIALS_FORM' && !/^[A-Za-z]{1,30}$/.test(stranger)) {
      throw new SyncError(code, `A field is none of ${known.join(', ')}.`);
    }
    throw invalid(stranger.slice(0, 40), 'is not a field of this connector');
  }
  const text = (field: string, pattern: string) => {
    const given = value[field];
    if (typeof given !== 'string' || given === '') throw invalid(field, 'is missing');
    if (!new RegExp(pattern).test(given)) throw invalid(field, 'does not have the right form');
    return given;
  };
  return { values: value, invalid, text };
}
