/** A record as queries see it; the ids rise with age. */
export interface XledgerNode {
  readonly dbId: number;
  readonly [field: string]: unknown;
}

/** A parsed filter argument: fields with or without a suffix, and `AND`/`OR` lists of filters. */
export type Filter = Readonly<Record<string, unknown>>;

const SUFFIX = /_(in|gt|gte|lt|lte)$/;

/** Whether the node passes; a field that has no value passes no comparison. @source xledger.md §3, 2026-11 */
export function passesFilter(node: XledgerNode, filter: Filter | null | undefined): boolean {
  return Object.entries(filter ?? {}).every(([key, wanted]) => passesCondition(node, key, wanted));
}

function passesCondition(node: XledgerNode, key: string, wanted: unknown): boolean {
  if (wanted === null || wanted === undefined) return true;
  if (key === 'AND') return asFilters(wanted).every((filter) => passesFilter(node, filter));
  if (key === 'OR') return asFilters(wanted).some((filter) => passesFilter(node, filter));
  const operator = SUFFIX.exec(key)?.[1] ?? 'eq';
  const actual = node[key.replace(SUFFIX, '')];
  if (actual === null || actual === undefined) return false;
  if (operator === 'in') return Array.isArray(wanted) && wanted.includes(actual);
  return compares(operator, compare(actual, wanted));
}

function compares(operator: string, order: number): boolean {
  if (operator === 'eq') return order === 0;
  if (operator === 'gt') return order > 0;
  if (operator === 'gte') return order >= 0;
  return operator === 'lt' ? order < 0 : order <= 0;
}

function compare(actual: unknown, wanted: unknown): number {
  if (typeof actual === 'number' && typeof wanted === 'number') return actual - wanted;
  const [left, right] = [String(actual), String(wanted)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function asFilters(value: unknown): Filter[] {
  return Array.isArray(value) ? value : [];
}
