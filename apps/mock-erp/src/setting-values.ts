import { InputError } from './control/input.ts';

/** One of a few values. */
export function choice<const Choice>(...choices: readonly Choice[]): (value: unknown, name: string) => Choice {
  return (value, name) => {
    const found = choices.find((candidate) => candidate === value);
    if (found === undefined) throw new InputError(`${name} must be one of ${choices.join(', ')}`);
    return found;
  };
}

/** A whole number from `least` on. */
export function count(least = 0): (value: unknown, name: string) => number {
  return (value, name) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
    throw new InputError(`${name} must be a count`);
  };
}

/** A text that fits the pattern. */
export function text(pattern = /^/, hint = 'a text'): (value: unknown, name: string) => string {
  return (value, name) => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw new InputError(`${name} must be ${hint}`);
  };
}

/** A list of texts that each fit the pattern. */
export function texts(pattern = /^./, hint = 'a text'): (value: unknown, name: string) => readonly string[] {
  return (value, name) => {
    const items: unknown[] = Array.isArray(value) ? value : [undefined];
    return items.map((item) => text(pattern, `a list, each ${hint}`)(item, name));
  };
}

/** `YYYY-MM-DD`, or empty for none. */
export const optionalDate = text(/^(\d{4}-\d{2}-\d{2})?$/, 'a date YYYY-MM-DD or empty');

/** An ISO instant, or empty for none. */
export function optionalInstant(value: unknown, name: string): string {
  const instant = text()(value, name);
  if (instant === '' || !Number.isNaN(Date.parse(instant))) return instant;
  throw new InputError(`${name} must be an ISO instant or empty`);
}
