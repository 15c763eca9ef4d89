import { type Static, Type } from 'typebox';
import { Failure } from './failure.ts';
import { named, nullable, oneOf, ref } from './ref.ts';
import { choice, currency } from './values.ts';

const JournalLine = named(
  'JournalLine',
  Type.Object(
    {
      ledgerAccount: Type.String({ examples: ['7140'] }),
      dimensions: Type.Record(Type.String(), Type.String(), {
        description: 'Values by axis: costCenter, project, or one that the organization adds.',
        examples: [{ costCenter: '310' }],
      }),
      debit: nullable(Type.String({ examples: ['842.50'] })),
      credit: nullable(Type.String()),
      taxCode: nullable(Type.String()),
      subledger: nullable(Type.String({ description: 'The payee’s account in the subledger.' })),
      text: Type.String(),
      rule: Type.Object(
        {
          mappingVersion: Type.Integer(),
          path: Type.String({ examples: ['expenseTypes.public_transport'] }),
        },
        { additionalProperties: false, description: 'The rule of the field mapping that made the line.' },
      ),
      origins: Type.Record(Type.String(), Type.String(), {
        description:
          'Where each dimension value comes from that the rule does not fix itself, by axis: a path in the field mapping or in the record.',
        examples: [{ costCenter: 'lines[0].costCenter' }],
      }),
    },
    { additionalProperties: false, description: 'One debit or one credit; the other is null.' },
  ),
);

const VoucherPreview = named(
  'VoucherPreview',
  Type.Object(
    {
      kind: Type.Literal('voucher'),
      as: choice(['sent', 'now'], 'Whether it was sent so, or would be sent so now.'),
      connector: Type.String({ examples: ['xledger'] }),
      reference: Type.String(),
      voucherNumber: Type.Integer(),
      postingDate: Type.String({ format: 'date' }),
      currency: currency(),
      text: Type.String(),
      total: Type.String({ description: 'The sum of its debit lines.', examples: ['903.50'] }),
      lines: Type.Array(ref(JournalLine)),
      payload: Type.String({ description: 'The exact text that a send carries, or carried, for this voucher.' }),
      sha256: Type.String({ description: 'SHA-256 of the payload’s UTF-8 bytes, in hexadecimal.' }),
      problem: nullable(ref(Failure)),
    },
    { additionalProperties: false },
  ),
);

const NothingToPost = named(
  'NothingToPost',
  Type.Object(
    { kind: Type.Literal('nothing-to-post'), reason: Type.String() },
    { additionalProperties: false, description: 'Every line is handed to payroll or excluded.' },
  ),
);

/** What was or would be sent for a record: a voucher, or nothing. */
export const RecordVoucher = oneOf<typeof VoucherPreview | typeof NothingToPost>('kind', [
  VoucherPreview,
  NothingToPost,
]);
/** @see RecordVoucher */
export type RecordVoucher = Static<typeof RecordVoucher>;

/** Names for the document. */
export const voucherSchemas = [JournalLine, VoucherPreview, NothingToPost] as const;
