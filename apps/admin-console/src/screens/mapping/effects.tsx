import { Link } from '@tanstack/react-router';
import type { MappingPreview } from '../../api/integration.ts';
import { Badge, type Tone } from '../../components/badge.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { FailureWords } from '../../components/failure-words.tsx';
import type { ShapeName } from '../../components/shape.tsx';
import { useText } from '../../i18n/use-text.ts';

type Effect = MappingPreview['effects'][number];

const looks: Readonly<Record<Effect['effect'], readonly [Tone, ShapeName]>> = {
  unchanged: ['quiet', 'ring'],
  changed: ['busy', 'arrow'],
  refused: ['bad', 'octagon'],
  mended: ['good', 'check'],
  'still-refused': ['warn', 'triangle'],
};

/** What a field mapping would do to the records that are not sent yet: counted, then one by one. */
export function Effects({
  organizationId,
  preview,
}: {
  readonly organizationId: string;
  readonly preview: MappingPreview;
}) {
  const say = useText();
  const { effects, hasMore, masterDataReadAt } = preview;
  const count = (...wanted: readonly Effect['effect'][]) => effects.filter((it) => wanted.includes(it.effect)).length;
  const touched = effects.filter((it) => it.effect !== 'unchanged');
  const columns: readonly Column<Effect>[] = [
    {
      key: 'record',
      heading: say('records.source-id'),
      is: 'heading',
      cell: ({ recordId, sourceId }) => (
        <Link to="/organizations/$organizationId/records/$recordId" params={{ organizationId, recordId }}>
          {sourceId}
        </Link>
      ),
    },
    {
      key: 'effect',
      heading: say('mapping.preview.effect'),
      cell: ({ effect }) => (
        <Badge tone={looks[effect][0]} shape={looks[effect][1]}>
          {say(`mapping.effect.${effect}`)}
        </Badge>
      ),
    },
    {
      key: 'problem',
      heading: say('records.failure'),
      cell: ({ problem }) => problem !== null && <FailureWords failure={problem} />,
    },
  ];
  return (
    <>
      <p role="status">
        {effects.length === 0
          ? say('mapping.preview.none')
          : say('mapping.preview.count', {
              count: effects.length,
              changed: count('changed'),
              mended: count('mended'),
              refused: count('refused', 'still-refused'),
              same: count('unchanged'),
            })}
      </p>
      {hasMore && <p className="hint">{say('mapping.preview.more')}</p>}
      {masterDataReadAt === null && <p className="hint">{say('mapping.preview.unread')}</p>}
      {touched.length > 0 && (
        <DataTable
          caption={say('mapping.preview.table')}
          columns={columns}
          rows={touched}
          keyOf={({ recordId }) => recordId}
        />
      )}
    </>
  );
}
