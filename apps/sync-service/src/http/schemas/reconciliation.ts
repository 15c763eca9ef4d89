import { findingKinds, reconciliationStates } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';
import { choice, currency, organizationId, recordId } from './values.ts';

const uuid = (description: string) => Type.String({ format: 'uuid', maxLength: 36, description });

/** `/v1/organizations/{organizationId}/reconciliations/{reconciliationId}` */
export const ReconciliationParams = Type.Object({
  organizationId: organizationId(),
  reconciliationId: uuid('The reconciliation’s id.'),
});

/** A month in the books. */
export const ledgerMonth = () =>
  Type.String({
    pattern: '^(19|20|21)\\d\\d-(0[1-9]|1[0-2])$',
    maxLength: 7,
    description: 'A month by posting date, as YYYY-MM.',
    examples: ['2026-03'],
  });

/** Which month is to be reconciled. */
export const ReconciliationRequest = named(
  'ReconciliationRequest',
  Type.Object({ month: ledgerMonth() }, { additionalProperties: false }),
);

const sum = (description: string) =>
  Type.String({ description: `${description} A decimal string.`, examples: ['962.50'] });

const many = () => Type.Integer({ minimum: 0 });

const side = (description: string) =>
  Type.Object(
    { count: Type.Integer({ description: 'How many vouchers.' }), sum: sum('The sum of their debit lines.') },
    { additionalProperties: false, description },
  );

/** One month on both sides. */
export const ReconciliationStatement = named(
  'ReconciliationStatement',
  Type.Object(
    {
      ours: side('What Bilag counts as booked.'),
      ledger: side('What the ledger has of it, and besides with a reference like ours.'),
      difference: sum('By how much the ledger has more than it should; negative for less.'),
      waiting: side('Taken by the accounting system and not booked yet: on neither side.'),
      untold: side('Among `ours`, and the accounting system could not tell: left out of the difference.'),
      notCompared: Type.Integer({
        minimum: 0,
        description: 'Booked vouchers whose lines the accounting system does not show; they count as they were sent.',
      }),
      findings: Type.Object(
        { missing: many(), extra: many(), doubled: many(), different: many(), 'cannot-tell': many() },
        { additionalProperties: false, description: 'How many findings there are of each kind.' },
      ),
    },
    { additionalProperties: false, description: 'One month on both sides, to the øre.' },
  ),
);

const instant = (description: string) => Type.String({ format: 'date-time', description });

const reconciliation = {
  id: uuid('The reconciliation’s id.'),
  month: ledgerMonth(),
  state: choice(reconciliationStates, 'Waiting, running, read to the end, or ended before that.'),
  currency: currency(),
  requestedAt: instant('When it was asked for.'),
  requestedBy: Type.String({ description: 'Who asked; `nightly-reconciliation` for those of the night.' }),
  startedAt: nullable(instant('When a worker first began it.')),
  finishedAt: nullable(instant('When it ended.')),
  checked: Type.Integer({ minimum: 0, description: 'Vouchers looked for so far.' }),
  total: nullable(
    Type.Integer({ minimum: 0, description: 'About how many there are to look for; null before it begins.' }),
  ),
  statement: nullable(ref(ReconciliationStatement)),
  extrasNotListed: nullable(
    Type.String({ description: 'Why vouchers that are not known here could not be looked for; null when they were.' }),
  ),
  failure: nullable(
    Type.Object(
      { code: Type.String(), message: Type.String(), remedy: Type.String() },
      { additionalProperties: false, description: 'Why it is incomplete; null when it is not.' },
    ),
  ),
  link: Type.String({ format: 'uri-reference' }),
};

/** A reconciliation in a list. */
export const Reconciliation = named('Reconciliation', Type.Object(reconciliation, { additionalProperties: false }));
/** @see Reconciliation */
export type Reconciliation = Static<typeof Reconciliation>;

/** A voucher on which our books and the ledger do not agree, or may not. */
export const ReconciliationFinding = named(
  'ReconciliationFinding',
  Type.Object(
    {
      position: Type.Integer({ minimum: 1 }),
      kind: choice(findingKinds, 'What is wrong.'),
      code: Type.String({ examples: ['ERP_VOUCHER_MISSING'] }),
      reference: Type.String({ description: 'The voucher’s reference.', examples: ['R-0K4Z7Q2M9X1B3C5D7F'] }),
      recordId: nullable(recordId()),
      erpReference: nullable(Type.String({ description: 'The accounting system’s own name of the voucher.' })),
      ours: sum('What it comes to in Bilag’s books of the month.'),
      ledger: nullable(sum('What it comes to in the ledger of the month; null when that is not known.')),
      message: Type.String(),
      remedy: Type.String(),
      link: nullable(
        Type.String({ format: 'uri-reference', description: 'The record; null when it is not known here.' }),
      ),
    },
    { additionalProperties: false, description: 'A voucher on which Bilag and the ledger do not agree, or may not.' },
  ),
);
/** @see ReconciliationFinding */
export type ReconciliationFinding = Static<typeof ReconciliationFinding>;

const nextCursor = nullable(Type.String({ description: 'Give it as `cursor` to read on; null at the end.' }));

/** A reconciliation with a page of its findings. */
export const ReconciliationDetail = named(
  'ReconciliationDetail',
  Type.Object(
    { ...reconciliation, findings: Type.Array(ref(ReconciliationFinding)), nextCursor },
    { additionalProperties: false },
  ),
);

/** A page of reconciliations, newest first. */
export const ReconciliationPage = named(
  'ReconciliationPage',
  Type.Object({ items: Type.Array(ref(Reconciliation)), nextCursor }, { additionalProperties: false }),
);

/** Names for the document. */
export const reconciliationSchemas = [
  ReconciliationRequest,
  ReconciliationStatement,
  Reconciliation,
  ReconciliationFinding,
  ReconciliationDetail,
  ReconciliationPage,
] as const;
