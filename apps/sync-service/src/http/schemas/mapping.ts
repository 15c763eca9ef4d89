import { type Static, type TSchema, Type } from 'typebox';
import { named, oneOf, ref } from './ref.ts';
import { choice, code } from './values.ts';

const ledgerAccount = () => code('A ledger account’s number.', '7140');

const anyKey = '^[^\\p{Cc}\\p{Cs}]{1,30}$';

/**
 * A table whose keys the organization chooses. Not with `patternProperties`: the serializer reads their patterns without Unicode, and would
 * silently leave out what it takes for another key.
 */
const table = <T extends TSchema>(values: T, maxProperties: number, description: string, keys = anyKey) =>
  Type.Unsafe<Record<string, Static<T>>>({
    type: 'object',
    propertyNames: { type: 'string', pattern: keys },
    additionalProperties: values,
    maxProperties,
    description,
  });

/** How an axis is named. A longer or stranger name is one that no connector can place. */
const axisName = '^[A-Za-z][A-Za-z0-9_-]{0,39}$';

const dimensions = (description: string) =>
  Type.Optional(table(code('The accounting system’s code.', '4402'), 20, description, axisName));

const PostRule = named(
  'PostRule',
  Type.Object(
    {
      treatment: Type.Literal('post'),
      ledgerAccount: ledgerAccount(),
      taxCode: Type.Optional(code('The accounting system’s VAT code; without one nothing is split.', '1')),
      costCenter: Type.Optional(code('Overrides the line’s own cost center.', '310')),
      dimensions: dimensions(
        'Values that hold whatever the line says, by axis, such as one project. The cost center has a field of its own: naming it in both is refused.',
      ),
    },
    { additionalProperties: false, description: 'The line is booked.' },
  ),
);
const PayrollRule = named(
  'PayrollRule',
  Type.Object(
    { treatment: Type.Literal('payroll') },
    { additionalProperties: false, description: 'The line is handed to payroll and not booked here.' },
  ),
);
const ExcludeRule = named(
  'ExcludeRule',
  Type.Object(
    { treatment: Type.Literal('exclude') },
    { additionalProperties: false, description: 'The line is left out.' },
  ),
);
const CreditRule = named(
  'CreditRule',
  Type.Object(
    {
      ledgerAccount: ledgerAccount(),
      subledger: Type.Optional(Type.Boolean({ description: 'Put the payee’s id into the subledger.' })),
      dimensions: dimensions('Values of the credit line, by axis; without any it has none.'),
    },
    { additionalProperties: false, description: 'The credit side for one kind of payee.' },
  ),
);

const codes = (description: string) => table(code('The accounting system’s code.', '310'), 2_000, description);

const rule = oneOf<typeof PostRule | typeof PayrollRule | typeof ExcludeRule>('treatment', [
  PostRule,
  PayrollRule,
  ExcludeRule,
]);

const fields = {
  expenseTypes: table(rule, 500, 'What becomes of a line, by expense type.'),
  credit: Type.Object(
    { employee: Type.Optional(ref(CreditRule)), volunteer: Type.Optional(ref(CreditRule)) },
    { additionalProperties: false, description: 'The credit side, by kind of payee.' },
  ),
  costCenters: Type.Optional(codes('Cost centers that are called otherwise in the accounting system.')),
  projects: Type.Optional(codes('Projects that are called otherwise in the accounting system.')),
  defaultCostCenter: Type.Optional(code('For lines that name none.', '310')),
  postingDate: choice(
    ['expense-date', 'approval-date'] as const,
    'Which date the voucher counts on; the approval date is taken in Norwegian time.',
  ),
  closedPeriod: Type.Optional(
    choice(
      ['fail', 'next-open-period'] as const,
      'When the posting date lies in a closed period: the record fails, as it does when this is left out, or its voucher is moved to the first day of the next open period and its texts begin with the original date.',
    ),
  ),
};

const example = {
  expenseTypes: {
    public_transport: { treatment: 'post', ledgerAccount: '7140' },
    mileage: { treatment: 'payroll' },
    honorarium: { treatment: 'post', ledgerAccount: '5390', dimensions: { project: '4402' } },
  },
  credit: { employee: { ledgerAccount: '2910' }, volunteer: { ledgerAccount: '2990' } },
  postingDate: 'expense-date',
  closedPeriod: 'next-open-period',
};

/** The next version of a field mapping. */
export const NewFieldMapping = named(
  'NewFieldMapping',
  Type.Object(fields, { additionalProperties: false, examples: [example] }),
);

/** A field mapping with its version. */
export const FieldMapping = named(
  'FieldMapping',
  Type.Object({ version: Type.Integer({ minimum: 1 }), ...fields }, { additionalProperties: false }),
);
/** @see FieldMapping */
export type FieldMapping = Static<typeof FieldMapping>;

/** Names for the document. */
export const mappingSchemas = [PostRule, PayrollRule, ExcludeRule, CreditRule, NewFieldMapping, FieldMapping] as const;
