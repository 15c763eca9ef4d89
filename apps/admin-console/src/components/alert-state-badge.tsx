import type { Schemas } from '@bilag/client';
import { useText } from '../i18n/use-text.ts';
import { Badge } from './badge.tsx';

/** Whether an alert is open, seen by somebody, or over. */
export function AlertStateBadge({ alert }: { readonly alert: Pick<Schemas['AlertItem'], 'state' | 'acknowledged'> }) {
  const say = useText();
  if (alert.state === 'cleared') {
    return (
      <Badge tone="good" shape="check">
        {say('alerts.state.cleared')}
      </Badge>
    );
  }
  if (alert.acknowledged !== null) {
    return (
      <Badge tone="busy" shape="clock">
        {say('alerts.state.seen')}
      </Badge>
    );
  }
  return (
    <Badge tone="bad" shape="octagon">
      {say('alerts.state.open')}
    </Badge>
  );
}
