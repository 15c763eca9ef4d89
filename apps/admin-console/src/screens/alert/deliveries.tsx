import type { AlertDetail } from '../../api/alerts.ts';
import { DataTable } from '../../components/data-table.tsx';
import { toneOfDelivery, useDeliveryColumns } from '../../components/delivery-columns.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { useText } from '../../i18n/use-text.ts';

type Delivery = AlertDetail['deliveries'][number];

/** Who was told by e-mail or webhook, and what became of each message. */
export function Deliveries({ deliveries }: Pick<AlertDetail, 'deliveries'>) {
  const say = useText();
  const ways = useDeliveryColumns<Delivery>({
    state: say('alerts.state'),
    when: say('delivery.when'),
    endOf: ({ deliveredAt }) => deliveredAt,
  });
  return (
    <section>
      <h2>{say('alert.deliveries')}</h2>
      {deliveries.length === 0 ? (
        <p>{say('alert.deliveries.none')}</p>
      ) : (
        <DataTable
          caption={say('alert.deliveries')}
          columns={[
            {
              key: 'target',
              heading: say('delivery.target'),
              is: 'heading',
              cell: ({ sink, target }) => (
                <>
                  {say(`delivery.sink.${sink}`)}
                  {target !== null && (
                    <>
                      {' '}
                      <ForeignText>{target}</ForeignText>
                    </>
                  )}
                </>
              ),
            },
            { key: 'event', heading: say('delivery.event'), cell: ({ event }) => say(`delivery.event.${event}`) },
            ...ways,
          ]}
          rows={deliveries}
          keyOf={({ id }) => id}
          toneOf={toneOfDelivery}
        />
      )}
    </section>
  );
}
