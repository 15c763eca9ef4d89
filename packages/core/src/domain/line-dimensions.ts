import type { ExpenseLine } from './expense-record.ts';
import type { DimensionValues } from './journal-line.ts';
import type { FieldMapping, PostRule } from './mapping-rules.ts';
import { own } from './own.ts';

/** The values of a journal line on the axes, and for each that the line's rule does not fix itself the path it comes from. */
export interface LineDimensions {
  readonly dimensions: DimensionValues;
  readonly origins: Readonly<Record<string, string>>;
}

interface Choice {
  readonly value: string;
  readonly origin?: string;
}

/**
 * The values of a debit line: what the rule fixes, else what the line says, translated, else the default cost center. Always in the same
 * order, as the order of a stored mapping's keys is not kept and the bytes of a voucher follow it.
 */
export function dimensionsOf(line: ExpenseLine, rule: PostRule, mapping: FieldMapping, field: string): LineDimensions {
  const costCenter = costCenterOf(line, rule, mapping, field);
  const project = translated(line.project, mapping.projects, 'projects', `${field}.project`);
  const choices: [string, Choice | undefined][] = [
    ...fixed(rule.dimensions),
    ...(costCenter ? [['costCenter', costCenter] satisfies [string, Choice]] : []),
  ];
  return ordered(new Map([['project', project], ...choices]));
}

/** The values that a rule fixes, in the order of {@link dimensionsOf}. */
export function fixedDimensions(values: DimensionValues | undefined): DimensionValues {
  return ordered(new Map(fixed(values))).dimensions;
}

function costCenterOf(line: ExpenseLine, rule: PostRule, mapping: FieldMapping, field: string): Choice | undefined {
  if (rule.costCenter) return { value: rule.costCenter };
  if (rule.dimensions && Object.hasOwn(rule.dimensions, 'costCenter')) return undefined;
  if (line.costCenter) return translated(line.costCenter, mapping.costCenters, 'costCenters', `${field}.costCenter`);
  return translated(mapping.defaultCostCenter, mapping.costCenters, 'costCenters', 'defaultCostCenter');
}

function translated(
  asked: string | undefined,
  table: Readonly<Record<string, string>> | undefined,
  path: string,
  origin: string,
): Choice | undefined {
  if (!asked) return undefined;
  const value = own(table ?? {}, asked);
  return value === undefined ? { value: asked, origin } : { value, origin: `${path}.${asked}` };
}

const fixed = (values: DimensionValues = {}) =>
  Object.entries(values).map(([axis, value]): [string, Choice] => [axis, { value }]);

function ordered(choices: ReadonlyMap<string, Choice | undefined>): LineDimensions {
  const all = [...choices].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    dimensions: Object.fromEntries(all.flatMap(([axis, it]) => (it?.value ? [[axis, it.value]] : []))),
    origins: Object.fromEntries(all.flatMap(([axis, it]) => (it?.value && it.origin ? [[axis, it.origin]] : []))),
  };
}
