import { Link } from '@tanstack/react-router';
import { useConnectorTitle } from '../../api/connectors.ts';
import type { OverviewItem } from '../../api/overview.ts';
import { Badge, type Tone } from '../../components/badge.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import type { ShapeName } from '../../components/shape.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

type Health = OverviewItem['health'];

const looks: Readonly<Record<Health, readonly [Tone, ShapeName]>> = {
  healthy: ['good', 'check'],
  errors: ['warn', 'triangle'],
  stale: ['bad', 'octagon'],
  disabled: ['quiet', 'ring'],
};

const rowTones: Readonly<Record<Health, 'warn' | 'bad' | undefined>> = {
  healthy: undefined,
  errors: 'warn',
  stale: 'bad',
  disabled: undefined,
};

/** One row per organization; a click anywhere on it opens the organization. */
export function OverviewTable({ items }: { readonly items: readonly OverviewItem[] }) {
  const say = useText();
  const format = useFormat();
  const titleOf = useConnectorTitle();
  const columns: readonly Column<OverviewItem>[] = [
    {
      key: 'organization',
      heading: say('overview.organization'),
      is: 'heading',
      cell: ({ organization: { id, name } }) => (
        <Link to="/organizations/$organizationId/status" params={{ organizationId: id }} className="row-link">
          {name}
        </Link>
      ),
    },
    {
      key: 'health',
      heading: say('overview.health'),
      cell: ({ health, isStale }) => (
        <>
          <Badge tone={looks[health][0]} shape={looks[health][1]}>
            {say(`overview.health.${health}`)}
          </Badge>
          {isStale && <span className="hint"> {say('overview.stale')}</span>}
        </>
      ),
    },
    {
      key: 'connector',
      heading: say('overview.connector'),
      cell: ({ connector }) => (connector === null ? say('connector.none') : titleOf(connector)),
    },
    {
      key: 'enabled',
      heading: say('overview.enabled'),
      cell: ({ enabled }) => say(enabled ? 'connector.enabled' : 'connector.disabled'),
    },
    {
      key: 'lastSync',
      heading: say('overview.last-sync'),
      cell: ({ lastSyncAt }) => (lastSyncAt === null ? say('word.never') : format.instant(lastSyncAt)),
    },
    { key: 'pending', heading: say('overview.pending'), is: 'number', cell: ({ pending }) => format.count(pending) },
    { key: 'failed', heading: say('overview.failed'), is: 'number', cell: ({ failed }) => format.count(failed) },
  ];
  return (
    <DataTable
      caption={say('overview.table')}
      columns={columns}
      rows={items}
      keyOf={({ organization }) => organization.id}
      toneOf={({ health }) => rowTones[health]}
    />
  );
}
