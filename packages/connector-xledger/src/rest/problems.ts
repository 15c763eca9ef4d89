import { isObject, textAt } from '../json.ts';
import { objectsAt, parseExactJson } from './exact-json.ts';

/** One thing that the gateway says is wrong. */
export interface Problem {
  /** Where in the body, part by part: `lines`, `0`, `account`. */
  readonly path: readonly string[];
  readonly code: string;
  readonly message: string;
}

/**
 * What an answer says is wrong; `undefined` when it is not in the form of the contract. Paths are read as JSON pointers, and as `lines[0].account`.
 * @source reference of the Xledger API, section 13 (`{errors: [{path, code, message}]}`), read 2026-11
 */
export function problemsIn(text: string): readonly Problem[] | undefined {
  const body = parseExactJson(text);
  const errors = isObject(body) ? objectsAt(body, 'errors') : undefined;
  return errors === undefined || errors.length === 0 ? undefined : errors.map(problemOf);
}

/** One of `errors`; what is left out is empty. */
export function problemOf(error: Readonly<Record<string, unknown>>): Problem {
  return {
    path: partsOf((textAt(error, 'path') ?? '').slice(0, longestPath)),
    code: textAt(error, 'code') ?? '',
    message: textAt(error, 'message') ?? '',
  };
}

/** Longer than any path into a voucher; in characters. */
const longestPath = 400;

function partsOf(path: string): readonly string[] {
  const isPointer = path.startsWith('/');
  const parts = isPointer ? path.split('/') : path.split(/[.[\]$]+/);
  return parts.filter((it) => it !== '').map((it) => (isPointer ? it.replaceAll('~1', '/').replaceAll('~0', '~') : it));
}
