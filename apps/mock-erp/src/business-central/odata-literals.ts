import { type Field, NO_DATE, NO_ID, type WireValue } from './entity.ts';
import { BusinessCentralError, badRequest } from './errors.ts';
import { unescapeEnum } from './text-values.ts';

/** Reads a literal of a filter as a value of the field. @throws {BusinessCentralError} when it is of another type or too long. */
export function literalOf(token: string, field: Field): WireValue {
  if (token === 'null') return emptyValue(field);
  const text = /^'(.*)'$/s.exec(token)?.[1]?.replaceAll("''", "'");
  switch (field.kind) {
    case 'code':
    case 'text':
      return fitting(quoted(text, token), field.length ?? 250);
    case 'enum':
      return unescapeEnum(text ?? token.replace(/^Microsoft\.NAV\.\w+/, ''));
    case 'guid':
      return matching(token.toLowerCase(), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    case 'date':
      return matching(token, /^\d{4}-\d{2}-\d{2}$/);
    case 'instant':
      return new Date(matching(token, /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/)).toISOString();
    case 'decimal':
    case 'integer':
      return Number(matching(token, /^-?\d+(\.\d+)?$/));
    case 'boolean':
      return matching(token, /^(true|false)$/) === 'true';
  }
}

/** `null` finds what was never set. @source dynamics.md §4.2, 2026-11 */
function emptyValue({ kind }: Field): WireValue {
  if (kind === 'guid') return NO_ID;
  if (kind === 'date') return NO_DATE;
  if (kind === 'decimal' || kind === 'integer') return 0;
  return kind === 'boolean' ? false : '';
}

function quoted(text: string | undefined, token: string): string {
  if (text !== undefined) return text;
  throw typeError(token);
}

function matching(token: string, pattern: RegExp): string {
  if (pattern.test(token)) return token;
  throw typeError(token);
}

function typeError(token: string): BusinessCentralError {
  return badRequest(`A binary operator with incompatible types was detected at '${token}'.`);
}

/** @source dynamics.md §4.2, 2026-11 */
function fitting(text: string, length: number): string {
  if (text.length <= length) return text;
  throw new BusinessCentralError(
    400,
    'Application_FilterErrorException',
    `The filter "${text}" is not valid: the length of the string is ${text.length}, ` +
      `but it must be less than or equal to ${length} characters.`,
  );
}
