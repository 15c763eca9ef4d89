import { type Static, type TSchema, Type } from 'typebox';
import { named, oneOf, ref } from './ref.ts';
import { choice, code } from './values.ts';

const ledgerAccount = () => code('A ledger account’s number.', '7140');

const PostRule = named(
  'PostRule',
  Type.Object(
    {
      treatment: Type.Literal('post'),
      ledgerAccount: ledgerAccount(),
      taxCode: Type.Optional(code('The accounting system’s VAT code; without one nothing is split.', '1')),
      costCenter: Type.Optional(code('Overrides the line’s own cost center.', '310')),
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
    },
    { additionalProperties: false, description: 'The credit side for one kind of payee.' },
  ),
);

/**
 * A table whose keys the organization chooses. Not with `patternProperties`: the serializer reads their patterns without Unicode, and would
 * silently leave out what it takes for another key.
 */
const table = <T extends TSchema>(values: T, maxProperties: number, description: string) =>
  Type.Unsafe<Record<string, Static<T>>>({
    type: 'object',
    propertyNames: { type: 'string', pattern: '^[^\\p{Cc}\\p{Cs}]{1,30}$' },
    additionalProperties: values,
    maxProperties,
    description,
  });
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
};

const example = {
  expenseTypes: {
    public_transport: { treatment: 'post', ledgerAccount: '7140' },
    mileage: { treatment: 'payroll' },
  },
  credit: { employee: { ledgerAccount: '2910' }, volunteer: { ledgerAccount: '2990' } },
  postingDate: 'expense-date',
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
