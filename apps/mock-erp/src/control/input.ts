import { isNestedDeeper } from '../nesting.ts';

/** What was posted cannot be understood; the message is for the person who posted it. */
export class InputError extends Error {}

/** What a body says in JSON. @throws {InputError} */
export function readJson(text: string): unknown {
  if (isNestedDeeper(text)) throw new InputError('The body is nested too deeply');
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw new InputError('The body is no JSON', { cause: error });
  }
}

/** A JSON object, or an `InputError`. An absent body is an empty one. */
export function readObject(value: unknown, what = 'The body'): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new InputError(`${what} must be a JSON object`);
  return { ...value };
}

/** Refuses fields that are not known, so that a misspelt one is not silently without effect. */
export function refuseUnknown(fields: Record<string, unknown>, known: readonly string[], what = 'the body'): void {
  const unknown = Object.keys(fields).filter((field) => !known.includes(field));
  if (unknown.length > 0)
    throw new InputError(`Unknown in ${what}: ${unknown.join(', ')}; known are ${known.join(', ')}`);
}

export function optionalText(fields: Record<string, unknown>, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new InputError(`${name} must be a text`);
}

export function optionalNumber(fields: Record<string, unknown>, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new InputError(`${name} must be a number`);
}

export function oneOf<const Choice>(value: unknown, choices: readonly Choice[], what: string): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new InputError(`${what} must be one of ${choices.join(', ')}`);
  return found;
}
