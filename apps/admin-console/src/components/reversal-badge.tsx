import type { Schemas } from '@bilag/client';
import { hasFailed } from '../api/records.ts';
import { useText } from '../i18n/use-text.ts';
import { Badge } from './badge.tsx';

type Reversal = NonNullable<Schemas['RecordSummary']['reversal']>;

/** Whether a record's voucher is taken back; nothing where there was none to take back. */
export function ReversalBadge({ reversal }: { readonly reversal: Reversal }) {
  const say = useText();
  if (reversal.state === 'cancelled') return null;
  if (hasFailed(reversal)) {
    return (
      <Badge tone="bad" shape="octagon">
        {say('reversal.failed')}
      </Badge>
    );
  }
  const isDone = reversal.state === 'synced';
  return (
    <Badge tone={isDone ? 'quiet' : 'busy'} shape={isDone ? 'ring' : 'arrow'}>
      {say(isDone ? 'reversal.done' : 'reversal.owed')}
    </Badge>
  );
}
