import { splitOutside } from '../odata-tokens.ts';
import type { FinanceRow, FinanceType, FinanceValue } from './entity-types.ts';
import { FinanceError } from './errors.ts';
import { literalOf } from './literals.ts';

/** The values of all key fields by name. */
export type FinanceKey = Readonly<Record<string, FinanceValue>>;

/** Reads `dataAreaId='hlf',JournalBatchNumber='00501'`, in any order, or a bare value where one field is the key. */
export function readKey(text: string, type: FinanceType): FinanceKey {
  const parts = splitOutside(text, ',');
  const [only] = type.key;
  const isBare = parts.length === 1 && type.key.length === 1 && !/^\w+=/.test(text);
  const pairs = isBare ? [`${only}=${text}`] : parts;
  const key = Object.fromEntries(pairs.map((pair) => readPair(pair, type)));
  // All key fields are needed to address a row.
  if (pairs.length !== type.key.length || Object.keys(key).length !== type.key.length) throw wrongKey(type);
  return key;
}

/** Whether the row has this key; texts are compared without regard to case. */
export function hasKey({ values }: FinanceRow, key: FinanceKey): boolean {
  return Object.entries(key).every(([name, value]) => folded(values[name]) === folded(value));
}

/** The key of a row. */
export function keyOf({ values }: Pick<FinanceRow, 'values'>, type: FinanceType): FinanceKey {
  return Object.fromEntries(type.key.map((name) => [name, values[name] ?? '']));
}

function readPair(pair: string, type: FinanceType): [string, FinanceValue] {
  const [, name = '', literal = ''] = /^(\w+)=(.+)$/s.exec(pair) ?? [];
  const field = type.key.includes(name) ? type.fields[name] : undefined;
  if (field === undefined) throw wrongKey(type);
  return [name, literalOf([literal], field)];
}

function wrongKey({ name }: FinanceType): FinanceError {
  return new FinanceError(
    400,
    `The number of keys specified in the URI does not match number of key properties for the resource 'Microsoft.Dynamics.DataEntities.${name}'.`,
  );
}

function folded(value: FinanceValue | undefined): FinanceValue | undefined {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
