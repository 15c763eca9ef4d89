import { type Currency, parseMoney, SyncError } from '@bilag/core';

/** A JSON object whose fields are still to be checked. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Parses JSON and keeps every number as the text it was sent in, so that no amount passes through a float.
 * @throws {SyntaxError} when the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, ''), keepNumberText);
}

function keepNumberText(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value;
}

/** Any JSON, or `undefined` for a text that is none: gateways answer HTML or nothing at all. */
export function bodyOf(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}

/** Whether the value is a JSON object. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text field of an answer. @throws {SyncError} `ERP_REPLY_UNREADABLE` when it is missing or something else. */
export function textField(row: Row, name: string): string {
  const value = row[name];
  if (typeof value === 'string') return value;
  throw unreadable(`without a readable «${name}»`);
}

/** The rows of a list inside an answer. @throws {SyncError} `ERP_REPLY_UNREADABLE` when there is none. */
export function rowsField(row: Row, name: string): readonly Row[] {
  const value = row[name];
  if (Array.isArray(value) && value.every(isRow)) return value;
  throw unreadable(`without a readable list «${name}»`);
}

/** A whole number of an answer. @throws {SyncError} `ERP_REPLY_UNREADABLE` when it is missing or something else. */
export function integerField(row: Row, name: string): number {
  const number = Number(textField(row, name));
  if (Number.isSafeInteger(number)) return number;
  throw unreadable(`with a «${name}» that is no whole number`);
}

/**
 * An amount of an answer in minor units, to the øre; `1250`, `842.5` and `842.500` are all amounts.
 * @throws {SyncError} `ERP_REPLY_UNREADABLE` when it is missing or has more decimals than the currency.
 */
export function amountField(row: Row, name: string, currency: Currency): bigint {
  const text = textField(row, name);
  // No amount is longer; without an end the pattern would take the square of the length.
  if (text.length > 60) throw unreadable(`with a «${name}» that is no amount in ${currency}`);
  const exact = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  try {
    return parseMoney(exact, currency).minor;
  } catch (error) {
    throw unreadable(`with a «${name}» that is no amount in ${currency}`, error);
  }
}

function unreadable(what: string, cause?: unknown): SyncError {
  return new SyncError('ERP_REPLY_UNREADABLE', `Dynamics answered a row ${what}.`, { cause });
}
