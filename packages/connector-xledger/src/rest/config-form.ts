import { type ErrorCode, SyncError } from '@bilag/core';
import { isObject, type JsonObject } from '../json.ts';

/** An object as it was given, read field by field. */
export interface Form {
  readonly values: JsonObject;
  /** The failure that names the field and the rule, never the value. */
  readonly invalid: (field: string, rule: string) => SyncError;
  /** A text of this form. @throws {SyncError} naming the field. */
  readonly text: (field: string, pattern: string) => string;
}

/** @throws {SyncError} `code`, when the value is no object or has a field that is not known. */
export function formOf(value: unknown, code: ErrorCode, path: string, known?: readonly string[]): Form {
  if (!isObject(value)) throw new SyncError(code, `«${path}» is not an object.`, { field: path });
  const invalid = (field: string, rule: string) =>
    new SyncError(code, `«${path}.${field}» ${rule}.`, { field: `${path}.${field}` });
  if (known !== undefined && Object.keys(value).some((name) => !known.includes(name))) {
    throw new SyncError(code, `«${path}» has a field that is none of ${known.join(', ')}.`, { field: path });
  }
  return {
    values: value,
    invalid,
    text(field, pattern) {
      const given = value[field];
      if (given === undefined) throw invalid(field, 'is missing');
      if (typeof given !== 'string' || !new RegExp(pattern).test(given)) {
        throw invalid(field, 'does not have the right form');
      }
      return given;
    },
  };
}
