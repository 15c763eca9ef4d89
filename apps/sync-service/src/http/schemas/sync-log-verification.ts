import { chainFaultKinds } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';
import { choice, organizationId } from './values.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const instant = (description: string) => Type.String({ format: 'date-time', description });

const SyncLogHead = named(
  'SyncLogHead',
  Type.Object(
    {
      position: count('How many entries the chain had.'),
      hash: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'The hash of its last seal.' }),
    },
    {
      additionalProperties: false,
      description:
        'Where the chain ends. Kept outside of the database, it shows later whether the log was cut short since.',
    },
  ),
);

const SyncLogFault = named(
  'SyncLogFault',
  Type.Object(
    {
      kind: choice(chainFaultKinds, 'What is wrong.'),
      message: Type.String({ description: 'The same in words.' }),
      logId: nullable(Type.String({ description: 'The entry, where one can be named.' })),
      position: nullable(Type.Integer({ minimum: 1, description: 'Its place in the chain.' })),
    },
    { additionalProperties: false, description: 'The first thing that is wrong.' },
  ),
);

/** What a verification of an organization's sync log found. */
export const SyncLogVerification = named(
  'SyncLogVerification',
  Type.Object(
    {
      organizationId: organizationId(),
      verified: Type.Boolean({ description: 'Whether everything that was looked at is as it was when it was sealed.' }),
      entries: count('Entries that were compared with the chain now.'),
      sealedThrough: count('Entries that are sealed and in order.'),
      checkedFrom: Type.Integer({
        minimum: 1,
        description: 'The place from which on they were compared now; what is before it was compared within the hour.',
      }),
      unsealed: count('Entries that wait to be sealed, which takes seconds while a worker runs.'),
      head: nullable(ref(SyncLogHead)),
      sealedAt: nullable(instant('When the last seal was made.')),
      checkedAt: instant('When this verification began.'),
      fault: nullable(ref(SyncLogFault)),
    },
    { additionalProperties: false },
  ),
);
/** @see SyncLogVerification */
export type SyncLogVerification = Static<typeof SyncLogVerification>;

/** Names for the document. */
export const syncLogVerificationSchemas = [SyncLogHead, SyncLogFault, SyncLogVerification] as const;
