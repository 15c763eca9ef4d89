import { Link } from '@tanstack/react-router';
import type { WebhookEndpoint } from '../../api/webhook-endpoints.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { statusEvents } from './endpoint-draft.ts';
import { EndpointState } from './endpoint-state.tsx';

interface EndpointTableProps {
  readonly organizationId: string;
  readonly endpoints: readonly WebhookEndpoint[];
}

/** One row for each endpoint; it leads to the endpoint and its messages. */
export function EndpointTable({ organizationId, endpoints }: EndpointTableProps) {
  const say = useText();
  const format = useFormat();
  const columns: readonly Column<WebhookEndpoint>[] = [
    {
      key: 'url',
      heading: say('webhooks.url'),
      is: 'heading',
      cell: ({ id, url }) => (
        <Link
          to="/organizations/$organizationId/settings/webhooks/$endpointId"
          params={{ organizationId, endpointId: id }}
          className="row-link"
        >
          <ForeignText>{url}</ForeignText>
        </Link>
      ),
    },
    { key: 'state', heading: say('webhooks.state'), cell: (endpoint) => <EndpointState endpoint={endpoint} /> },
    {
      key: 'events',
      heading: say('webhooks.events'),
      is: 'number',
      cell: ({ eventTypes }) => say('webhooks.events.count', { count: eventTypes.length, all: statusEvents.length }),
    },
    {
      key: 'delivered',
      heading: say('webhooks.last-delivered'),
      cell: ({ lastDeliveredAt }) => (lastDeliveredAt === null ? say('word.never') : format.instant(lastDeliveredAt)),
    },
    {
      key: 'error',
      heading: say('webhook.last-error'),
      cell: ({ lastError }) => lastError !== null && <ForeignText>{lastError}</ForeignText>,
    },
  ];
  return (
    <DataTable
      caption={say('webhooks.table')}
      columns={columns}
      rows={endpoints}
      keyOf={({ id }) => id}
      toneOf={({ enabled, failingSince }) => (enabled && failingSince !== null ? 'warn' : undefined)}
    />
  );
}
