import { useSendWebhookAgain, useWebhookDeliveries } from '../../api/webhook-deliveries.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Choice } from '../../components/choice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { ShowMore } from '../../components/show-more.tsx';
import { useText } from '../../i18n/use-text.ts';
import { MessageTable } from './message-table.tsx';
import { deliveryStates, type WebhookSearch } from './search.ts';

interface MessagePartProps {
  readonly organizationId: string;
  readonly endpointId: string;
  readonly isEnabled: boolean;
  readonly search: WebhookSearch;
  readonly onSearch: (search: WebhookSearch) => void;
}

/** The messages to an endpoint, and sending one again. */
export function MessagePart({ organizationId, endpointId, isEnabled, search, onSearch }: MessagePartProps) {
  const say = useText();
  const announce = useAnnounce();
  const deliveries = useWebhookDeliveries(organizationId, endpointId, search.state);
  const again = useSendWebhookAgain(organizationId, endpointId);
  const send = (deliveryId: string) =>
    again.mutate(deliveryId, { onSuccess: () => announce(say('webhook.message.sent-again')) });
  const options = [
    { value: 'all', label: say('webhook.messages.all') },
    ...deliveryStates.map((value) => ({ value, label: say(`delivery.state.${value}`) })),
  ];
  return (
    <section>
      <h2>{say('webhook.messages')}</h2>
      <p>{say('webhook.messages.text')}</p>
      <search aria-label={say('webhook.messages')} className="filters">
        <Choice
          label={say('webhook.messages.show')}
          value={search.state ?? 'all'}
          options={options}
          onChange={(it) => {
            const state = deliveryStates.find((word) => word === it);
            onSearch(state === undefined ? {} : { state });
          }}
        />
      </search>
      {again.error !== null && <ProblemNotice error={again.error} />}
      <QueryView query={deliveries}>
        {({ pages }) => {
          const messages = pages.flatMap(({ items }) => items);
          if (messages.length === 0) return <p>{say('webhook.messages.none')}</p>;
          return (
            <>
              <MessageTable
                organizationId={organizationId}
                messages={messages}
                onSend={isEnabled ? send : undefined}
                isBusy={again.isPending}
              />
              <ShowMore query={deliveries} />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
