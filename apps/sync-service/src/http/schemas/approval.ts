import { maxAttachmentBytes, maxAttachmentsPerRecord, maxLinesPerRecord, standardExpenseTypes } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { Failure } from './failure.ts';
import { Problem } from './problem.ts';
import { named, nullable, ref } from './ref.ts';
import {
  amount,
  attachmentMediaType,
  calendarDate,
  code,
  currency,
  fileAddress,
  fileName,
  identifier,
  instant,
  outboxState,
  payeeType,
  quantity,
  recordId,
  recordKind,
  sha256,
  text,
} from './values.ts';

const exampleAttachment = {
  fileName: 'train-oslo-bergen.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 184_221,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  url: 'https://files.example.org/receipts/1187?expires=1772791800&signature=R2xX',
} as const;

const ExpenseLine = named(
  'ExpenseLine',
  Type.Object(
    {
      expenseType: identifier(
        30,
        `${standardExpenseTypes.map((it) => `\`${it}\``).join(', ')}, or one of the organization’s field mapping; \`expenseTypes\` of the organization lists them all. ` +
          'With the standard ones alone an approval needs no look at the field mapping.',
        'public_transport',
      ),
      amount: amount('What is paid, VAT included.'),
      vatAmount: Type.Optional(amount('A memo: the VAT contained in the amount.')),
      costCenter: Type.Optional(code('The cost center that bears it.', '310')),
      project: Type.Optional(code('The project that bears it.', '4402')),
      text: text(200, 'What was paid for; becomes the text of the journal line.', 'Train Oslo–Bergen'),
      quantity: Type.Optional(quantity()),
      unit: Type.Optional(text(20, 'The unit of the quantity.', 'km')),
    },
    { additionalProperties: false, description: 'One thing that was paid for.' },
  ),
);

const Payee = named(
  'Payee',
  Type.Object(
    {
      type: payeeType(),
      id: identifier(30, 'The person’s id in the approving app; the subledger code where there is one.', 'E1187'),
      name: text(200, 'The person’s name.', 'Ola Nordmann'),
    },
    { additionalProperties: false, description: 'Who gets the money.' },
  ),
);

/** What an attachment is, wherever it is served. */
export const attachmentFacts = {
  fileName: fileName('What the approving app calls it. In the accounting system it is called after the voucher.'),
  mediaType: attachmentMediaType(),
  sizeBytes: Type.Integer({
    minimum: 1,
    maximum: maxAttachmentBytes,
    description: 'Its exact size in bytes.',
    examples: [184_221],
  }),
  sha256: sha256('SHA-256 of its bytes: only a file with this hash is attached.'),
};

const Attachment = named(
  'Attachment',
  Type.Object(
    {
      ...attachmentFacts,
      url: fileAddress(
        'Where Bilag fetches it, with a plain GET over https, after the voucher was accepted. Not part of the content: the same approval may be sent again ' +
          'with another address.',
      ),
    },
    {
      additionalProperties: false,
      description: 'A receipt, to be attached to the voucher in the accounting system.',
      examples: [exampleAttachment],
    },
  ),
);

const identity = {
  kind: recordKind(),
  sourceId: identifier(100, 'The approving app’s id of it; unique per kind.', 'CLM-2026-0117'),
  revision: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    description: 'Content never changes within one.',
    examples: [1],
  }),
};

/** That an approval no longer stands. */
export const WithdrawalBody = named(
  'Withdrawal',
  Type.Object(
    {
      ...identity,
      withdrawnAt: instant('When it was withdrawn.'),
      withdrawnBy: identifier(200, 'Who withdrew it, as the approving app knows them.', 'kari.leder@example.org'),
      reason: text(500, 'Why, for the people who look at the books later.', 'Approved by mistake'),
    },
    { additionalProperties: false, description: 'The latest revision of a source that no longer stands.' },
  ),
);

const exampleApproval = {
  kind: 'reimbursement',
  sourceId: 'CLM-2026-0117',
  revision: 1,
  approvedAt: '2026-03-06T09:30:00Z',
  approvedBy: 'kari.leder@example.org',
  expenseDate: '2026-03-05',
  payee: { type: 'employee', id: 'E1187', name: 'Ola Nordmann' },
  currency: 'NOK',
  lines: [
    { expenseType: 'public_transport', amount: '842.50', costCenter: '310', text: 'Train Oslo–Bergen' },
    { expenseType: 'toll', amount: '61.00', costCenter: '310', text: 'Toll' },
  ],
};

/** An approved expense as the approving app sends it. */
export const Approval = named(
  'Approval',
  Type.Object(
    {
      ...identity,
      approvedAt: instant('When it was approved.'),
      approvedBy: text(200, 'Who approved it.', 'kari.leder@example.org'),
      expenseDate: calendarDate('When the expense was incurred.'),
      payee: ref(Payee),
      currency: currency(),
      lines: Type.Array(ref(ExpenseLine), { minItems: 1, maxItems: maxLinesPerRecord }),
      attachments: Type.Optional(
        Type.Array(ref(Attachment), {
          maxItems: maxAttachmentsPerRecord,
          description: 'Receipts, in the order in which they are to be numbered.',
        }),
      ),
    },
    {
      additionalProperties: false,
      description: 'An approved expense.',
      examples: [exampleApproval, { ...exampleApproval, attachments: [exampleAttachment] }],
    },
  ),
);

/** The most approvals in one bulk request. */
export const maxBulk = 1_000;

/** What is checked of a bulk request as a whole; each approval is then checked by itself, so that a bad one fails alone. */
export const BulkEnvelope = Type.Object(
  { approvals: Type.Array(Type.Unknown(), { minItems: 1, maxItems: maxBulk }) },
  { additionalProperties: false },
);

/** The bulk request as the OpenAPI document shows it. */
export const BulkApprovals = named(
  'BulkApprovals',
  Type.Object(
    { approvals: Type.Array(ref(Approval), { minItems: 1, maxItems: maxBulk }) },
    {
      additionalProperties: false,
      description: 'Each approval is checked by itself: a bad one is answered with its problem and fails alone.',
    },
  ),
);

/** What the sender of an approval is told. */
export const ApprovalReceipt = named(
  'ApprovalReceipt',
  Type.Object(
    {
      id: recordId(),
      ...identity,
      reference: Type.String({
        description: 'The voucher’s reference: the same for ever, and searchable in the accounting system.',
        examples: ['R-0K4Z7Q2M9X1B3C5D7F'],
      }),
      state: outboxState(),
      attempts: Type.Integer({ minimum: 0, description: 'Delivery attempts begun.' }),
      erpReference: Type.Union([Type.String(), Type.Null()], {
        description: 'The accounting system’s own name of the voucher.',
      }),
      failure: nullable(ref(Failure)),
      link: Type.String({ format: 'uri-reference', description: 'Where the record can be read.' }),
    },
    { additionalProperties: false, description: 'The record that the approval became.' },
  ),
);
/** @see ApprovalReceipt */
export type ApprovalReceipt = Static<typeof ApprovalReceipt>;

const BulkItem = named(
  'BulkItem',
  Type.Object(
    {
      index: Type.Integer({ minimum: 0, description: 'The approval’s place in the request.' }),
      status: Type.Integer({ description: 'The HTTP status that it would have had alone.', examples: [201] }),
      record: Type.Optional(ref(ApprovalReceipt)),
      problem: Type.Optional(ref(Problem)),
    },
    { additionalProperties: false, description: 'What became of one approval: a record or a problem.' },
  ),
);
/** @see BulkResult */
export type BulkItem = Static<typeof BulkItem>;

/** What became of each approval of a bulk request, in its order. */
export const BulkResult = named(
  'BulkResult',
  Type.Object({ items: Type.Array(ref(BulkItem)) }, { additionalProperties: false }),
);

/** Names for the document. */
export const approvalSchemas = [
  WithdrawalBody,
  ExpenseLine,
  Payee,
  Attachment,
  Approval,
  BulkApprovals,
  ApprovalReceipt,
  BulkItem,
  BulkResult,
] as const;
/** @internal shared with the record schemas. */
export { ExpenseLine, identity, Payee };
