import { type Static, Type } from 'typebox';
import { named, nullable, ref } from './ref.ts';
import { choice } from './values.ts';

/** What the overview says of an organization, and can be narrowed to. */
export const overviewHealths = ['healthy', 'errors', 'stale', 'disabled'] as const;

const many = (description: string) => Type.Integer({ minimum: 0, description });
const closed = { additionalProperties: false } as const;

/** One organization in the overview. */
export const OverviewItem = named(
  'OverviewItem',
  Type.Object(
    {
      organization: Type.Object({ id: Type.String(), name: Type.String() }, closed),
      connector: nullable(Type.String({ description: 'The accounting system; null when none is chosen.' })),
      enabled: Type.Boolean({ description: 'Whether the connector may send.' }),
      health: choice(
        overviewHealths,
        'Errors: failed records, or the accounting system refuses or rests. Stale: nothing was synced for a day although something was due. Disabled: no connector is enabled.',
      ),
      lastSyncAt: nullable(Type.String({ format: 'date-time', description: 'As `lastSync.at` of the status.' })),
      pending: many('Records that are not handed over yet.'),
      failed: many('Records that were rejected, wait for a decision, or wait for another try after a failure.'),
      isStale: Type.Boolean({ description: 'Enabled, and nothing was synced for a day although something was due.' }),
    },
    closed,
  ),
);
/** @see OverviewItem */
export type OverviewItem = Static<typeof OverviewItem>;

/** A page of the overview, in order of the organizations’ ids. */
export const OverviewPage = named(
  'OverviewPage',
  Type.Object(
    {
      items: Type.Array(ref(OverviewItem)),
      nextCursor: nullable(Type.String({ description: 'Give it as `cursor` to read on; null at the end.' })),
    },
    closed,
  ),
);

/** Names for the document. */
export const overviewSchemas = [OverviewItem, OverviewPage] as const;
