import { useFormat } from '../i18n/use-format.ts';
import { useText } from '../i18n/use-text.ts';
import { Badge, type Tone } from './badge.tsx';
import type { Column } from './data-table.tsx';
import { ForeignText } from './foreign-text.tsx';
import type { ShapeName } from './shape.tsx';

/** A message to somebody outside, as far as its way is concerned. */
interface Delivered {
  readonly state: 'waiting' | 'delivered' | 'given-up';
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly lastError: string | null;
}

interface Words<T> {
  readonly state: string;
  readonly when: string;
  /** When it arrived, or was given up; null while neither is so. */
  readonly endOf: (row: T) => string | null;
}

const looks: Readonly<Record<Delivered['state'], readonly [Tone, ShapeName]>> = {
  waiting: ['warn', 'clock'],
  delivered: ['good', 'check'],
  'given-up': ['bad', 'octagon'],
};

/** What became of each message, for alerts and webhooks alike: its state, how often it was tried, when it arrived or is tried next, and what went wrong. */
export function useDeliveryColumns<T extends Delivered>({ state: heading, when, endOf }: Words<T>) {
  const say = useText();
  const format = useFormat();
  const columns: readonly Column<T>[] = [
    {
      key: 'state',
      heading,
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
      heading: when,
      cell: (row) => {
        const end = endOf(row);
        if (end !== null) return format.instant(end);
        if (row.nextAttemptAt === null) return null;
        return say(row.attempts === 0 ? 'delivery.first' : 'delivery.next', { at: format.instant(row.nextAttemptAt) });
      },
    },
    {
      key: 'error',
      heading: say('delivery.error'),
      cell: ({ lastError }) => lastError !== null && <ForeignText>{lastError}</ForeignText>,
    },
  ];
  return columns;
}

/** What was given up needs a look. */
export const toneOfDelivery = ({ state }: Pick<Delivered, 'state'>) => (state === 'given-up' ? 'bad' : undefined);
