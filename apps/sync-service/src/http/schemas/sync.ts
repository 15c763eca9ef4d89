import { syncStates, syncTriggers } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';
import { choice, organizationId } from './values.ts';

const uuid = (description: string) => Type.String({ format: 'uuid', maxLength: 36, description });
const instant = (description: string) => Type.String({ format: 'date-time', description });
const many = (description: string) => Type.Integer({ minimum: 0, description });

/** `/v1/organizations/{organizationId}/syncs/{syncId}` */
export const SyncParams = Type.Object({ organizationId: organizationId(), syncId: uuid('The sync’s id.') });

/** Nothing is to be said of a sync: everything that is pending is meant. */
export const SyncRequest = named(
  'SyncRequest',
  Type.Object({}, { additionalProperties: false, description: 'Nothing: a sync is of everything that is pending.' }),
);

/** What held a sync or an organization up. */
export const Obstacle = named(
  'Obstacle',
  Type.Object(
    { code: Type.String({ examples: ['ERP_UNAVAILABLE'] }), message: Type.String(), remedy: Type.String() },
    { additionalProperties: false, description: 'What is in the way, and what to do about it.' },
  ),
);

/** What has become of the records of a sync. */
export const SyncProgress = named(
  'SyncProgress',
  Type.Object(
    {
      synced: many('Booked in the accounting system.'),
      accepted: many('Taken by the accounting system and not booked yet.'),
      nothingToPost: many('Needed no voucher, or were withdrawn.'),
      failed: many('Rejected, or waiting for a decision: these are on the list of failed records.'),
      waiting: many('Not handed over yet, or tried and waiting for another try.'),
    },
    { additionalProperties: false, description: 'What has become of the records; together they are all of them.' },
  ),
);

/** A sync that somebody or the schedule began. */
export const Sync = named(
  'Sync',
  Type.Object(
    {
      id: uuid('The sync’s id.'),
      trigger: choice(syncTriggers, 'Who began it: a person, or the schedule.'),
      state: choice(
        syncStates,
        'Running; everything synced; ended with records that failed or wait; ended before its time, as `stopped` says.',
      ),
      requestedAt: instant('When it began.'),
      requestedBy: Type.String({ description: 'Who began it; `scheduled-sync` for those of the schedule.' }),
      finishedAt: nullable(instant('When it ended; null while it runs.')),
      records: many('How many records were pending when it began.'),
      progress: ref(SyncProgress),
      stopped: nullable(ref(Obstacle)),
      link: Type.String({ format: 'uri-reference' }),
    },
    { additionalProperties: false },
  ),
);
/** @see Sync */
export type Sync = Static<typeof Sync>;

/** A page of syncs, newest first. */
export const SyncPage = named(
  'SyncPage',
  Type.Object(
    {
      items: Type.Array(ref(Sync)),
      nextCursor: nullable(Type.String({ description: 'Give it as `cursor` to read on; null at the end.' })),
    },
    { additionalProperties: false },
  ),
);

/** Names for the document. */
export const syncSchemas = [SyncRequest, Obstacle, SyncProgress, Sync, SyncPage] as const;
