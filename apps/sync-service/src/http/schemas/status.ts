import { healthLevels, healthReasons } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';
import { Obstacle } from './sync.ts';
import { choice } from './values.ts';

const instant = (description: string) => Type.String({ format: 'date-time', description });
const many = (description: string) => Type.Integer({ minimum: 0, description });
const link = (description: string) => Type.String({ format: 'uri-reference', description });
const closed = { additionalProperties: false } as const;

const runningSync = Type.Object(
  {
    trigger: choice(['automatic', 'manual', 'scheduled'], 'What began it.'),
    syncId: nullable(Type.String({ format: 'uuid', description: 'Null for an automatic one, which has no page.' })),
    link: nullable(link('Its progress.')),
  },
  closed,
);

/** Where an organization's syncs stand. */
export const OrganizationStatus = named(
  'OrganizationStatus',
  Type.Object(
    {
      connector: nullable(Type.String({ description: 'The accounting system; null when none is chosen.' })),
      enabled: Type.Boolean({ description: 'Whether the connector may send.' }),
      health: Type.Object(
        {
          level: choice(healthLevels, 'Off when no connector is enabled and nothing has failed.'),
          reason: choice(healthReasons, 'Why it is that level.'),
          link: nullable(link('The failed records; null when there are none.')),
        },
        closed,
      ),
      pending: many('Records that are not handed over yet.'),
      accepted: many('Taken by the accounting system and not booked yet.'),
      failed: many('Records that were rejected, wait for a decision, or wait for another try after a failure.'),
      oldestPendingSince: nullable(instant('Since when the oldest pending record has been waiting.')),
      lastSync: nullable(
        Type.Object(
          {
            at: instant('When the accounting system was last asked about a voucher, or a sync last ended.'),
            outcome: choice(
              ['succeeded', 'failed'],
              'Failed when it left failed records, was refused access, or was not served.',
            ),
          },
          closed,
        ),
      ),
      running: nullable(runningSync),
      manualSync: Type.Object(
        {
          allowed: Type.Boolean({ description: 'Whether a sync may be begun by hand now.' }),
          records: many('How many records it would be of: what the confirmation says.'),
          obstacle: nullable(ref(Obstacle)),
        },
        closed,
      ),
      paused: nullable(
        Type.Object(
          { code: Type.String(), message: Type.String(), remedy: Type.String(), since: instant('Since when.') },
          { ...closed, description: 'Nothing is sent until somebody acts; a manual sync tries again.' },
        ),
      ),
      resting: nullable(
        Type.Object(
          { code: Type.String(), message: Type.String(), remedy: Type.String(), until: instant('Next try.') },
          { ...closed, description: 'Nothing new is sent for a while, for a reason that concerns people.' },
        ),
      ),
      at: instant('The instant of these figures.'),
    },
    closed,
  ),
);
/** @see OrganizationStatus */
export type OrganizationStatus = Static<typeof OrganizationStatus>;

const seconds = (description: string) => Type.Number({ minimum: 0, description });

const StatusDay = named(
  'StatusDay',
  Type.Object(
    {
      date: Type.String({ format: 'date', description: 'A day in Norway.' }),
      booked: many('Records whose voucher was booked.'),
      failed: many('Records of which the sync log has an error.'),
    },
    closed,
  ),
);

/** How an organization's syncs have gone lately. */
export const OrganizationStatusHistory = named(
  'OrganizationStatusHistory',
  Type.Object(
    {
      days: Type.Array(ref(StatusDay), { description: 'The last 14, oldest first, today last; none is left out.' }),
      approvalToBooked: nullable(
        Type.Object(
          {
            records: many('Of how many: the latest that were booked in these days, 2,000 at most.'),
            p50Seconds: seconds('Half of them were booked within so many seconds after their approval.'),
            p95Seconds: seconds('Nineteen of twenty were.'),
          },
          { ...closed, description: 'Null when nothing was booked in these days.' },
        ),
      ),
    },
    closed,
  ),
);

/** Names for the document. */
export const statusSchemas = [OrganizationStatus, StatusDay, OrganizationStatusHistory] as const;
