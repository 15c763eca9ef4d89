import { Link } from '@tanstack/react-router';
import type { DeliveryState, WebhookDelivery } from '../../api/webhook-deliveries.ts';
import { Badge, type Tone } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import type { ShapeName } from '../../components/shape.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

interface MessageTableProps {
  readonly organizationId: string;
  readonly messages: readonly WebhookDelivery[];
  /** Sends one again; left out while the endpoint is switched off. */
  readonly onSend: ((deliveryId: string) => void) | undefined;
  readonly isBusy: boolean;
}

const looks: Readonly<Record<DeliveryState, readonly [Tone, ShapeName]>> = {
  waiting: ['warn', 'clock'],
  delivered: ['good', 'check'],
  'given-up': ['bad', 'octagon'],
};

/** What an endpoint was sent, and what became of each message. */
export function MessageTable({ organizationId, messages, onSend, isBusy }: MessageTableProps) {
  const say = useText();
  const format = useFormat();
  const columns: readonly Column<WebhookDelivery>[] = [
    {
      key: 'type',
      heading: say('webhook.message.type'),
      is: 'heading',
      cell: ({ type, recordId }) =>
        recordId === null ? (
          say(`webhook.event.${type}`)
        ) : (
          <Link to="/organizations/$organizationId/records/$recordId" params={{ organizationId, recordId }}>
            {say(`webhook.event.${type}`)}
            <span className="visually-hidden">: {say('webhook.message.record')}</span>
          </Link>
        ),
    },
    {
      key: 'occurred',
      heading: say('webhook.message.occurred'),
      cell: ({ occurredAt }) => format.instant(occurredAt),
    },
    {
      key: 'state',
      heading: say('webhooks.state'),
      cell: ({ state }) => (
        <Badge tone={looks[state][0]} shape={looks[state][1]}>
          {say(`delivery.state.${state}`)}
        </Badge>
      ),
    },
    {
      key: 'attempts',
      heading: say('delivery.attempts'),
      is: 'number',
      cell: ({ attempts }) => format.count(attempts),
    },
    {
      key: 'when',
      heading: say('webhook.message.ended'),
      cell: ({ endedAt, nextAttemptAt, attempts }) => {
        if (endedAt !== null) return format.instant(endedAt);
        if (nextAttemptAt === null) return null;
        return say(attempts === 0 ? 'delivery.first' : 'delivery.next', { at: format.instant(nextAttemptAt) });
      },
    },
    {
      key: 'error',
      heading: say('delivery.error'),
      cell: ({ lastError }) => lastError !== null && <ForeignText>{lastError}</ForeignText>,
    },
    { key: 'id', heading: say('webhook.message.id'), cell: ({ id }) => <ForeignText>{id}</ForeignText> },
    {
      key: 'again',
      heading: say('webhook.message.again'),
      cell: ({ id, type, occurredAt }) =>
        onSend !== undefined && (
          <Button isBusy={isBusy} onPress={() => onSend(id)}>
            {say('webhook.message.again')}
            <span className="visually-hidden">
              : {say(`webhook.event.${type}`)}, {format.instant(occurredAt)}
            </span>
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      caption={say('webhook.messages.table')}
      columns={columns}
      rows={messages}
      keyOf={({ id }) => id}
      toneOf={({ state }) => (state === 'given-up' ? 'bad' : undefined)}
    />
  );
}
