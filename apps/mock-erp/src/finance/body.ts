import { isNestedDeeper } from '../nesting.ts';
import { ownValue } from '../own-value.ts';
import { minorOf } from './amounts.ts';
import type { FinanceField, FinanceRow, FinanceType, FinanceValue } from './entity-types.ts';
import { FinanceError } from './errors.ts';
import { instantOf } from './instants.ts';

/** Reads the fields of a row as they were sent. Annotations (`@odata.…`) are passed over. @throws {FinanceError} */
export function readFields(body: string, type: FinanceType): FinanceRow['values'] {
  const sent = Object.entries(readJsonObject(body)).filter(([name]) => !name.includes('@'));
  return Object.fromEntries(sent.map(([name, value]) => [name, readValue(name, value, type)]));
}

/** A JSON object. @throws {FinanceError} when the body is none. */
export function readJsonObject(body: string): Record<string, unknown> {
  if (isNestedDeeper(body)) throw new FinanceError(400, 'The body is nested too deeply.');
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Falls through: what is no JSON is refused like what is no object.
  }
  throw new FinanceError(400, 'An error occurred while reading the body: it is no JSON object.');
}

function readValue(name: string, value: unknown, type: FinanceType): FinanceValue {
  const field = ownValue(type.fields, name);
  if (field === undefined) {
    throw new FinanceError(
      400,
      `The property '${name}' does not exist on type 'Microsoft.Dynamics.DataEntities.${type.name}'. ` +
        'Make sure to only use property names that are defined by the type.',
    );
  }
  const read = typeof value === 'number' ? readNumber(value, field) : readText(value, field);
  if (read === undefined) {
    throw new FinanceError(400, `Cannot convert the value of the property '${name}' to the type that is expected.`);
  }
  return read;
}

function readNumber(value: number, { kind }: FinanceField): number | undefined {
  if (kind === 'amount') return minorOf(value);
  if (kind === 'integer') return Number.isSafeInteger(value) ? value : undefined;
  return kind === 'decimal' && Math.abs(value) < 1e15 ? value : undefined;
}

function readText(value: unknown, { kind, length = 250, options = [] }: FinanceField): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (kind === 'text') return value.length <= length ? value : undefined;
  if (kind === 'instant') return instantOf(value);
  return kind === 'enum' && options.includes(value) ? value : undefined;
}
