import { Link } from '@tanstack/react-router';
import type { WebhookDelivery } from '../../api/webhook-deliveries.ts';
import { Button } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { toneOfDelivery, useDeliveryColumns } from '../../components/delivery-columns.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

interface MessageTableProps {
  readonly organizationId: string;
  readonly messages: readonly WebhookDelivery[];
  /** Sends one again; left out while the endpoint is switched off. */
  readonly onSend: ((deliveryId: string) => void) | undefined;
  readonly isBusy: boolean;
}

/** What an endpoint was sent, and what became of each message. */
export function MessageTable({ organizationId, messages, onSend, isBusy }: MessageTableProps) {
  const say = useText();
  const format = useFormat();
  const ways = useDeliveryColumns<WebhookDelivery>({
    state: say('webhooks.state'),
    when: say('webhook.message.ended'),
    endOf: ({ endedAt }) => endedAt,
  });
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
    ...ways,
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
      toneOf={toneOfDelivery}
    />
  );
}
