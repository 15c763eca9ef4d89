import { isNestedDeeper } from '../nesting.ts';
import { tokenize } from '../odata-tokens.ts';
import { ownValue } from '../own-value.ts';
import type { FinanceField, FinanceRow, FinanceType, FinanceValue } from './entity-types.ts';
import { FinanceError, noSuchProperty, unreadable } from './errors.ts';
import { literalOf } from './literals.ts';

/** Whether a row passes. */
export type FinanceFilter = (row: FinanceRow) => boolean;

const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};
/** Deeper nesting is refused, not followed. */
const DEEPEST = 100;

/** Reads `$filter`: comparisons with `and`, `or` and brackets. `in`, `has` and functions are refused. @source dynamics.md §15.1, 2026-11 */
export function readFinanceFilter(expression: string, type: FinanceType): FinanceFilter {
  if (isNestedDeeper(expression, DEEPEST)) throw new FinanceError(400, 'The recursion limit has been exceeded.');
  const tokens = tokenize(expression, unreadable);
  const filter = readEither(tokens, type);
  if (tokens.length > 0) throw syntaxError(tokens[0]);
  return filter;
}

/** Negative, zero or positive; texts are compared without regard to case. */
export function compareValues(a: FinanceValue, b: FinanceValue): number {
  const [left, right] = [folded(a), folded(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function readEither(tokens: string[], type: FinanceType): FinanceFilter {
  const parts = [readAll(tokens, type)];
  while (takes(tokens, 'or')) parts.push(readAll(tokens, type));
  return (row) => parts.some((part) => part(row));
}

function readAll(tokens: string[], type: FinanceType): FinanceFilter {
  const parts = [readOne(tokens, type)];
  while (takes(tokens, 'and')) parts.push(readOne(tokens, type));
  return (row) => parts.every((part) => part(row));
}

function readOne(tokens: string[], type: FinanceType): FinanceFilter {
  if (takes(tokens, '(')) {
    const inner = readEither(tokens, type);
    if (!takes(tokens, ')')) throw syntaxError(tokens[0]);
    return inner;
  }
  const name = tokens.shift();
  if (name === undefined) throw syntaxError(name);
  if (tokens[0] === '(' || name === 'not') throw notSupported(name);
  const field = ownValue(type.fields, name);
  if (field === undefined) throw noSuchProperty(name, type);
  return readComparison(tokens, name, field);
}

function readComparison(tokens: string[], name: string, field: FinanceField): FinanceFilter {
  const operator = tokens.shift() ?? '';
  if (operator === 'in' || operator === 'has') throw notSupported(operator);
  const holds = ownValue(ORDERS, operator);
  if (holds === undefined) throw syntaxError(operator);
  // Enums have no order. @source dynamics.md §15.1, 2026-11
  if (field.kind === 'enum' && operator !== 'eq' && operator !== 'ne') throw notSupported(operator);
  const literal = literalOf(tokens, field);
  const matches = wildcard(literal);
  if (matches === undefined) return ({ values }) => holds(compareValues(values[name] ?? '', literal));
  return ({ values }) => holds(matches(String(values[name] ?? '')) ? 0 : 1);
}

/** `'*x*'` stands for whatever contains x. @source dynamics.md §15.1, 2026-11 */
function wildcard(literal: FinanceValue): ((text: string) => boolean) | undefined {
  if (typeof literal !== 'string' || !literal.includes('*')) return undefined;
  const parts = literal.toLowerCase().split('*');
  return (text) => isMadeOf(text.toLowerCase(), parts);
}

/** Whether the text is the parts in this order with anything in between. */
function isMadeOf(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let rest = text.slice(first.length, text.length - last.length);
  for (const part of parts.slice(1, -1)) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}

function takes(tokens: string[], token: string): boolean {
  if (tokens[0] !== token) return false;
  tokens.shift();
  return true;
}

function folded(value: FinanceValue): FinanceValue {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function notSupported(what: string): FinanceError {
  return new FinanceError(400, `The operator or function '${what}' is not supported here.`);
}

function syntaxError(at: string | undefined): FinanceError {
  return new FinanceError(400, `Syntax error in the filter at '${at ?? 'its end'}'.`);
}
