import type { RecordDetail } from '../../api/records.ts';
import { Badge, type Tone } from '../../components/badge.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import type { ShapeName } from '../../components/shape.tsx';
import { useText } from '../../i18n/use-text.ts';

type Receipt = RecordDetail['receipts'][number];

const looks: Readonly<Record<Receipt['state'], readonly [Tone, ShapeName]>> = {
  pending: ['quiet', 'clock'],
  sending: ['busy', 'arrow'],
  unknown: ['busy', 'question'],
  attached: ['good', 'check'],
  failed: ['bad', 'octagon'],
};

/** The files that were approved with a record, and how far each has come. */
export function Receipts({ receipts }: { readonly receipts: readonly Receipt[] }) {
  const say = useText();
  if (receipts.length === 0) return null;
  return (
    <section>
      <h2>{say('record.receipts')}</h2>
      <ul className="plain-list">
        {receipts.map(({ position, fileName, state, failure }) => (
          <li key={position}>
            <Badge tone={looks[state][0]} shape={looks[state][1]}>
              {say(`receipt.${state}`)}
            </Badge>{' '}
            {fileName}
            {failure !== null && <FailureNotice title={say('receipt.failed')} failure={failure} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
