import { date, type JsonSchema, openDate, record, text, yesOrNo } from './schema-parts.ts';

/** A master data list: the name of a row in the document, the last part of the operation's name, and what a row is like. */
export interface MasterList {
  readonly row: string;
  readonly operation: string;
  readonly schema: JsonSchema;
}

const id = text('Xledger’s id.');
const code = text('Code, unique in its list.');
const name = text('Name.');
const active = yesOrNo('Whether it may still be used, by its own dates.');
const validity = { validFrom: openDate('First day.'), validTo: openDate('Last day.') };

/** The master data lists by their path below `/v1`. @source xledger.md §13, 2026-11 */
export const MASTER_LISTS = {
  accounts: {
    row: 'Account',
    operation: 'accounts',
    schema: record({ id, code, name, posting: yesOrNo('Whether it is open for posting.'), active }),
  },
  dimensions: {
    row: 'DimensionValue',
    operation: 'dimensions',
    schema: record({
      dimension: text('Name of the dimension, as in `dimensions` of a line.', { examples: ['COST_CENTER'] }),
      slot: { type: 'integer', minimum: 1, maximum: 5, description: 'Its place in the set-up.' },
      dimensionName: text('What people call the dimension.'),
      code: text('Code of the value, unique in its dimension.'),
      name,
      active,
      ...validity,
    }),
  },
  projects: { row: 'Project', operation: 'projects', schema: record({ id, code, name, active, ...validity }) },
  'tax-rules': {
    row: 'TaxRule',
    operation: 'taxRules',
    schema: record({
      id,
      code,
      name,
      percent: { type: 'number', description: 'Rate.', examples: [25] },
      net: yesOrNo('Whether amounts are without the tax.'),
    }),
  },
  subledgers: {
    row: 'Subledger',
    operation: 'subledgers',
    schema: record({ id, code, name, type: { enum: ['EMPLOYEE', 'SUPPLIER'] }, active }),
  },
  periods: {
    row: 'Period',
    operation: 'periods',
    schema: record({
      id,
      code,
      fromDate: date('First day.'),
      toDate: date('Last day.'),
      closed: yesOrNo('Whether all of it is closed for posting.'),
    }),
  },
} as const satisfies Record<string, MasterList>;

/** The path of a master data list below `/v1`. */
export type ListPath = keyof typeof MASTER_LISTS;

/** Whether there is a master data list at this path. */
export function isListPath(path: string): path is ListPath {
  return path in MASTER_LISTS;
}
