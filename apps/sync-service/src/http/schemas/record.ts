import { type Static, Type } from 'typebox';
import { attachmentFacts, ExpenseLine, identity, Payee } from './approval.ts';
import { Failure } from './failure.ts';
import { named, nullable, ref } from './ref.ts';
import { choice, currency, decisions, outboxState, receiptState, recordId } from './values.ts';

const RecordReceipt = named(
  'RecordReceipt',
  Type.Object(
    {
      position: Type.Integer({ minimum: 1, description: 'Its place among the attachments of the approval.' }),
      ...attachmentFacts,
      state: receiptState(),
      failure: nullable(ref(Failure)),
      attachedAt: nullable(Type.String({ format: 'date-time', description: 'When the accounting system had it.' })),
    },
    {
      additionalProperties: false,
      description: 'An attachment on its way to the voucher. Whatever becomes of it, the voucher stays as it is.',
    },
  ),
);
/** @see RecordReceipt */
export type RecordReceipt = Static<typeof RecordReceipt>;

const Reversal = named(
  'Reversal',
  Type.Object(
    {
      reference: Type.String({ description: 'Its own reference.', examples: ['R-7Q2M9X1B3C5D7F0K4Z'] }),
      voucherNumber: Type.Integer({ minimum: 1 }),
      state: outboxState(),
      erpReference: nullable(Type.String({ description: 'The accounting system’s own name of it.' })),
      failure: nullable(ref(Failure)),
    },
    {
      additionalProperties: false,
      description: 'The voucher that takes back the record’s booked voucher, line by line, and how far it has come.',
    },
  ),
);

const address = (description: string) => Type.String({ format: 'uri', description });
const instant = (description: string) => Type.String({ format: 'date-time', description });

const summary = {
  id: recordId(),
  ...identity,
  reference: Type.String({ description: 'The voucher’s reference.', examples: ['R-0K4Z7Q2M9X1B3C5D7F'] }),
  voucherNumber: Type.Integer({ minimum: 1, description: 'Allotted once, never reused within the organization.' }),
  state: outboxState(),
  attempts: Type.Integer({ minimum: 0, description: 'Delivery attempts begun.' }),
  erpReference: nullable(Type.String({ description: 'The accounting system’s own name of the voucher.' })),
  failure: nullable(ref(Failure)),
  nextAttemptAt: nullable(instant('When it is looked at again; null when that is now or never.')),
  expenseDate: Type.String({ format: 'date' }),
  approvedAt: instant('When it was approved.'),
  currency: currency(),
  total: Type.String({ description: 'The sum of its lines, as a decimal string.', examples: ['903.50'] }),
  receivedAt: instant('When Bilag stored it.'),
  updatedAt: instant('When anything last happened to it.'),
  receipts: Type.Array(ref(RecordReceipt), { description: 'The attachments of the approval, in their order.' }),
  withdrawnAt: nullable(instant('When the approval was withdrawn, as the withdrawal says.')),
  reversal: nullable(ref(Reversal)),
  link: Type.String({ format: 'uri-reference' }),
};

/** A record in a list. */
export const RecordSummary = named('RecordSummary', Type.Object(summary, { additionalProperties: false }));
/** @see RecordSummary */
export type RecordSummary = Static<typeof RecordSummary>;

const OpenDecision = named(
  'OpenDecision',
  Type.Object(
    {
      decision: choice(decisions, 'What may be decided.'),
      of: choice(['voucher', 'reversal'], 'Of the record’s voucher, or of the one that takes it back.'),
    },
    {
      additionalProperties: false,
      description: 'A decision that an administrator may make now, in the words of `resolveRecord`.',
    },
  ),
);

/** A record with all that was approved. */
export const RecordDetail = named(
  'RecordDetail',
  Type.Object(
    {
      ...summary,
      approvedBy: Type.String(),
      withdrawnBy: nullable(Type.String({ description: 'Who withdrew the approval, as the withdrawal says.' })),
      withdrawalReason: nullable(Type.String({ description: 'Why, as the withdrawal says.' })),
      payee: ref(Payee),
      lines: Type.Array(ref(ExpenseLine)),
      decisions: Type.Array(ref(OpenDecision), {
        description: 'Which decisions `resolveRecord` takes as things stand now; it refuses all others.',
      }),
      erpLink: nullable(address('The booked voucher in the accounting system; null where it has no such address.')),
      traceLink: nullable(address('The trace of its attempts; null where none is kept.')),
    },
    { additionalProperties: false },
  ),
);
/** @see RecordDetail */
export type RecordDetail = Static<typeof RecordDetail>;

/** A page of records, newest first. */
export const RecordPage = named(
  'RecordPage',
  Type.Object(
    {
      items: Type.Array(ref(RecordSummary)),
      nextCursor: nullable(Type.String({ description: 'Give it as `cursor` to read on; null at the end.' })),
    },
    { additionalProperties: false },
  ),
);

/** Names for the document. */
export const recordSchemas = [
  Failure,
  RecordReceipt,
  Reversal,
  OpenDecision,
  RecordSummary,
  RecordDetail,
  RecordPage,
] as const;
