import type { Schemas } from '@bilag/client';
import { useText } from '../i18n/use-text.ts';
import { Badge, type Tone } from './badge.tsx';
import type { ShapeName } from './shape.tsx';

type State = Schemas['RecordSummary']['state'];
type Shown = State | 'retrying';

const looks: Readonly<Record<Shown, readonly [Tone, ShapeName]>> = {
  pending: ['quiet', 'clock'],
  retrying: ['warn', 'triangle'],
  sending: ['busy', 'arrow'],
  unknown: ['busy', 'question'],
  accepted: ['busy', 'tray'],
  synced: ['good', 'check'],
  rejected: ['bad', 'octagon'],
  held: ['warn', 'question'],
  cancelled: ['quiet', 'ring'],
};

/** How far a record has come. One that waits after a failure is shown as that. */
export function RecordStateBadge({ state, hasFailed }: { readonly state: State; readonly hasFailed: boolean }) {
  const say = useText();
  const shown: Shown = state === 'pending' && hasFailed ? 'retrying' : state;
  const [tone, shape] = looks[shown];
  return (
    <Badge tone={tone} shape={shape}>
      {say(`state.${shown}`)}
    </Badge>
  );
}
