import { type Static, Type } from 'typebox';
import { type NamedSchema, named, nullable, ref } from './ref.ts';

const readAt = Type.String({ format: 'date-time', description: 'When it was read from the accounting system.' });
const offered = Type.Boolean({
  description: 'False when the accounting system does not offer this list: what it would hold cannot be checked.',
});
const postable = Type.Boolean({ description: 'Whether a voucher may point at it now.' });
const day = (description: string) => nullable(Type.String({ format: 'date', description }));
const strict = { additionalProperties: false };

const LedgerAccount = named(
  'LedgerAccount',
  Type.Object({ number: Type.String({ examples: ['7140'] }), name: Type.String(), postable }, strict),
);
const DimensionValue = named(
  'DimensionValue',
  Type.Object(
    {
      code: Type.String({ examples: ['310'] }),
      name: Type.String(),
      postable,
      validFrom: day('The first posting date that it may be used for.'),
      validTo: day('The last one.'),
    },
    strict,
  ),
);
const VatCode = named(
  'VatCode',
  Type.Object(
    {
      code: Type.String({ examples: ['1'] }),
      name: Type.String(),
      percent: nullable(Type.String({ description: 'A decimal string.', examples: ['25'] })),
    },
    strict,
  ),
);

const page = <T extends NamedSchema>(id: string, item: T) =>
  named(
    id,
    Type.Object(
      {
        readAt,
        offered,
        items: Type.Array(ref(item)),
        nextCursor: nullable(Type.String({ description: 'Give it as `cursor` to read on; null at the end.' })),
      },
      strict,
    ),
  );

/** A page of ledger accounts, by number. */
export const LedgerAccountPage = page('LedgerAccountPage', LedgerAccount);
/** A page of the values of one axis, by code. */
export const DimensionValuePage = page('DimensionValuePage', DimensionValue);
/** A page of VAT codes, by code. */
export const VatCodePage = page('VatCodePage', VatCode);

/** The axes of analysis. */
export const DimensionList = named(
  'DimensionList',
  Type.Object(
    {
      readAt,
      offered,
      items: Type.Array(
        Type.Object({ axis: Type.String({ examples: ['costCenter'] }), count: Type.Integer({ minimum: 0 }) }, strict),
      ),
    },
    strict,
  ),
);

const count = (what: string) =>
  nullable(Type.Integer({ minimum: 0, description: `How many ${what}; null when the list is not offered.` }));

/** What one reading has brought. */
export const MasterDataSummary = named(
  'MasterDataSummary',
  Type.Object(
    {
      readAt,
      ledgerAccounts: count('ledger accounts'),
      dimensionValues: count('dimension values, on all axes'),
      vatCodes: count('VAT codes'),
      payees: count('payees in subledgers'),
      periods: count('fiscal periods'),
    },
    strict,
  ),
);
/** @see MasterDataSummary */
export type MasterDataSummary = Static<typeof MasterDataSummary>;

/** Which part of a list. */
export const ListQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: 'How many at most; 100 if left out.' })),
    cursor: Type.Optional(
      Type.String({ maxLength: 500, description: '`nextCursor` of the page before, with the same search.' }),
    ),
    q: Type.Optional(
      Type.String({ maxLength: 100, description: 'Only those with this text in their number, code or name.' }),
    ),
  },
  strict,
);
/** @see ListQuery */
export type ListQuery = Static<typeof ListQuery>;

/** Names for the document. */
export const masterDataSchemas = [
  LedgerAccount,
  DimensionValue,
  VatCode,
  LedgerAccountPage,
  DimensionValuePage,
  VatCodePage,
  DimensionList,
  MasterDataSummary,
] as const;
