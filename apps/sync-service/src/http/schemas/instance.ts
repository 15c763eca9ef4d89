import { holdReasons } from '@bilag/core';
import { type Static, Type } from 'typebox';
import { named, nullable } from './ref.ts';
import { choice, text } from './values.ts';

const closed = { additionalProperties: false } as const;
const maybeInstant = (description: string) => nullable(Type.String({ format: 'date-time', description }));

const identity = (description: string) =>
  Type.Object(
    {
      systemIdentifier: nullable(Type.String({ description: 'Of the PostgreSQL cluster.' })),
      timeline: nullable(Type.String({ description: 'Changes with a recovery to a point in time, and a promotion.' })),
      databaseOid: nullable(Type.String({ description: 'Of the database within the cluster.' })),
      databaseName: nullable(Type.String({ description: 'Shown only; a database may be renamed.' })),
    },
    { ...closed, description },
  );

/** This installation of Bilag, and whether it sends. */
export const Instance = named(
  'Instance',
  Type.Object(
    {
      instanceId: nullable(
        Type.String({ format: 'uuid', description: 'Given when a worker first starts on the database.' }),
      ),
      epoch: Type.Integer({ description: 'Grows with every release.' }),
      mode: choice(['normal', 'reconcile-only'], 'In `reconcile-only` nothing is sent; all else goes on.'),
      why: nullable(choice(holdReasons, 'What showed that this database was restored or copied.')),
      since: maybeInstant('Since when nothing is sent.'),
      sendsAfter: maybeInstant('Released, but nothing is sent before this instant.'),
      lookUpBefore: maybeInstant('What was approved before this instant is looked up before it is sent.'),
      heartbeatAt: maybeInstant('When a worker last looked.'),
      recorded: identity('The database that it was when that was last sure.'),
      found: identity('The database that it is now.'),
      releasedAt: maybeInstant('When it was last released.'),
      releasedBy: nullable(Type.String()),
      releaseReason: nullable(Type.String()),
    },
    closed,
  ),
);
/** @see Instance */
export type Instance = Static<typeof Instance>;

/** What a release asks for. */
export const InstanceRelease = named(
  'InstanceRelease',
  Type.Object(
    {
      epoch: Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: 'The epoch as it was read.' }),
      reason: text(
        500,
        'Why it may send again; for the sync log of every organization.',
        'Restored after disk failure',
      ),
    },
    { ...closed, examples: [{ epoch: 1, reason: 'Restored the backup of 25 November after a disk failure' }] },
  ),
);

/** Names for the document. */
export const instanceSchemas = [Instance, InstanceRelease] as const;
