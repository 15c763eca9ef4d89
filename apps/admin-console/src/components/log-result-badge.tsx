import { useLogWords } from '../i18n/use-log-words.ts';
import { Badge, type Tone } from './badge.tsx';
import type { ShapeName } from './shape.tsx';

const looks: Readonly<Record<string, readonly [Tone, ShapeName]>> = {
  succeeded: ['good', 'check'],
  accepted: ['busy', 'tray'],
  retrying: ['warn', 'triangle'],
  failed: ['bad', 'octagon'],
  'in-doubt': ['busy', 'question'],
  held: ['warn', 'question'],
  requested: ['busy', 'arrow'],
  recalled: ['busy', 'arrow'],
  'reversal-owed': ['busy', 'arrow'],
  missing: ['bad', 'octagon'],
  extra: ['warn', 'triangle'],
  doubled: ['bad', 'octagon'],
  different: ['warn', 'triangle'],
  'cannot-tell': ['warn', 'question'],
};

/** How something in the audit log went. */
export function LogResultBadge({ result }: { readonly result: string }) {
  const words = useLogWords();
  const [tone, shape] = looks[result] ?? ['quiet', 'ring'];
  return (
    <Badge tone={tone} shape={shape}>
      {words.result(result)}
    </Badge>
  );
}
