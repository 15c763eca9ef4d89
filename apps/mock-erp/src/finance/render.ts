import type { Answer } from '../answer.ts';
import { kronerOf } from './amounts.ts';
import type { FinanceRow, FinanceType } from './entity-types.ts';
import { JSON_CONTENT_TYPE } from './errors.ts';

/** The tag of a row; opaque to clients. */
export function etagOf({ version }: FinanceRow): string {
  return `W/"${Buffer.from(`1,${22_565_400_000 + version}`).toString('base64')}"`;
}

/** A row as JSON with its tag and the selected fields. */
export function renderRow(row: FinanceRow, type: FinanceType, select?: readonly string[]): Record<string, unknown> {
  const names = Object.keys(type.fields).filter((name) => select === undefined || select.includes(name));
  const fields = names.map((name) => {
    const value = row.values[name];
    const isAmount = type.fields[name]?.kind === 'amount';
    return [name, isAmount && typeof value === 'number' ? kronerOf(value) : value] as const;
  });
  return { '@odata.etag': etagOf(row), ...Object.fromEntries(fields) };
}

/** An OData answer in JSON. */
export function jsonAnswer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'odata-version': '4.0', ...headers }, contentType: JSON_CONTENT_TYPE, body };
}

/** One row. */
export function rowAnswer(
  base: string,
  { type, row }: { type: FinanceType; row: FinanceRow },
  { status, select, location }: { status: number; select?: readonly string[] | undefined; location?: string },
): Answer {
  const context = { '@odata.context': `${base}/data/$metadata#${type.set}/$entity` };
  const headers = { etag: etagOf(row), ...(location === undefined ? {} : { location }) };
  return jsonAnswer(status, { ...context, ...renderRow(row, type, select) }, headers);
}
