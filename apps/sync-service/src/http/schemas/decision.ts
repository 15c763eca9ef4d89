import { type ErrorCode, errorCodes, recordKinds } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named } from './ref.ts';
import { choice, decisions, recordId, text } from './values.ts';

const isErrorCode = (word: string): word is ErrorCode => Object.hasOwn(errorCodes, word);
const codes = Object.keys(errorCodes).filter(isErrorCode);

/** Which failed records to try again. */
export const RetryRequest = named(
  'RetryRequest',
  Type.Object(
    {
      recordIds: Type.Optional(
        Type.Array(recordId(), { minItems: 1, maxItems: 1_000, description: 'These. Left out: all that failed.' }),
      ),
      code: Type.Optional(choice(codes, 'Only those that failed with this code.')),
      kind: Type.Optional(choice(recordKinds, 'Only those of this kind.')),
      dryRun: Type.Optional(Type.Boolean({ description: 'Only count them; nothing is tried.' })),
    },
    { additionalProperties: false, description: 'Failed records to try again, as one batch.' },
  ),
);

/** What a retry is of. */
export const RetryResult = named(
  'RetryResult',
  Type.Object(
    {
      count: Type.Integer({ minimum: 0, description: 'How many records are tried again, or would be.' }),
      recordIds: Type.Array(recordId(), { description: 'Which ones; empty in a dry run.' }),
    },
    { additionalProperties: false },
  ),
);

const reason = () => text(500, 'Why, for the people who look at the books later.', 'Paid in cash by the branch');

const isPosted = { properties: { decision: { const: 'posted' } }, required: ['decision'] };

/** What a person decides about a record. */
export const Resolution = named(
  'Resolution',
  Type.Object(
    {
      decision: choice(
        decisions,
        '`ignore`: not to be sent; only of what is surely not in the accounting system. `not-booked`: refused or in doubt, and not in the ledger. `posted`: the ledger has it, or ' +
          'somebody has typed it in; needs `voucherNumber`.',
      ),
      of: Type.Optional(
        choice(['voucher', 'reversal'], 'With `posted`: the record’s voucher, or the one that takes it back.'),
      ),
      voucherNumber: Type.Optional(
        text(
          50,
          'With `posted`: as the accounting system names it. Its amount in the ledger is compared with the record.',
          '26-1187',
        ),
      ),
      confirmDifference: Type.Optional(
        Type.Boolean({
          description:
            'With `posted`: it is the right voucher although the ledger has another amount, has nothing under this number, could not be asked, or another record is booked as it.',
        }),
      ),
      reason: reason(),
    },
    {
      additionalProperties: false,
      description: 'A decision by a person, which stands for ever.',
      // Said in the document too, so that a client knows it before it asks.
      allOf: [
        { if: isPosted, else: { properties: { of: false, voucherNumber: false, confirmDifference: false } } },
        { if: { not: isPosted }, else: { required: ['voucherNumber'] } },
      ],
    },
  ),
);

/** @see Resolution */
export type ResolutionBody = Static<typeof Resolution>;

/** Names for the document. */
export const decisionSchemas = [RetryRequest, RetryResult, Resolution] as const;
