import type { AlertDetail } from '../../api/alerts.ts';
import { Badge, type Tone } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import type { ShapeName } from '../../components/shape.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';

type Delivery = AlertDetail['deliveries'][number];

const looks: Readonly<Record<Delivery['state'], readonly [Tone, ShapeName]>> = {
  waiting: ['warn', 'clock'],
  delivered: ['good', 'check'],
  'given-up': ['bad', 'octagon'],
};

/** Who was told by e-mail or webhook, and what became of each message. */
export function Deliveries({ deliveries }: Pick<AlertDetail, 'deliveries'>) {
  const say = useText();
  const format = useFormat();
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
            {
              key: 'state',
              heading: say('alerts.state'),
              cell: ({ state }) => {
                const [tone, shape] = looks[state];
                return (
                  <Badge tone={tone} shape={shape}>
                    {say(`delivery.state.${state}`)}
                  </Badge>
                );
              },
            },
            {
              key: 'attempts',
              heading: say('delivery.attempts'),
              is: 'number',
              cell: ({ attempts }) => format.count(attempts),
            },
            {
              key: 'when',
              heading: say('delivery.when'),
              cell: ({ deliveredAt, nextAttemptAt, attempts }) => {
                if (deliveredAt !== null) return format.instant(deliveredAt);
                if (nextAttemptAt === null) return null;
                return say(attempts === 0 ? 'delivery.first' : 'delivery.next', { at: format.instant(nextAttemptAt) });
              },
            },
            {
              key: 'error',
              heading: say('delivery.error'),
              cell: ({ lastError }) => lastError !== null && <ForeignText>{lastError}</ForeignText>,
            },
          ]}
          rows={deliveries}
          keyOf={({ id }) => id}
          toneOf={({ state }) => (state === 'given-up' ? 'bad' : undefined)}
        />
      )}
    </section>
  );
}
