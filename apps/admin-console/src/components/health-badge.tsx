import type { Schemas } from '@bilag/client';
import { useText } from '../i18n/use-text.ts';
import { Badge, type Tone } from './badge.tsx';
import type { ShapeName } from './shape.tsx';

type Level = Schemas['OrganizationStatus']['health']['level'];

const looks: Readonly<Record<Level, readonly [Tone, ShapeName]>> = {
  green: ['good', 'check'],
  amber: ['warn', 'triangle'],
  red: ['bad', 'octagon'],
  off: ['quiet', 'ring'],
};

/** How an organization's syncs are doing. */
export function HealthBadge({ level }: { readonly level: Level }) {
  const say = useText();
  const [tone, shape] = looks[level];
  return (
    <Badge tone={tone} shape={shape}>
      {say(`health.${level}`)}
    </Badge>
  );
}
