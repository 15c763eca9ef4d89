import { useConnectors } from '../../api/connectors.ts';
import type { OverviewFilter } from '../../api/overview.ts';
import { Choice } from '../../components/choice.tsx';
import { useText } from '../../i18n/use-text.ts';
import { healths } from './search.ts';

interface OverviewFiltersProps {
  readonly filter: OverviewFilter;
  readonly onChange: (filter: OverviewFilter) => void;
}

/** Which organizations are listed. */
export function OverviewFilters({ filter: { connector, health }, onChange }: OverviewFiltersProps) {
  const say = useText();
  const connectors = useConnectors();
  const systems = [
    { value: 'all', label: say('overview.connector.all') },
    ...connectors.map(({ name, title }) => ({ value: name, label: title })),
    { value: 'none', label: say('overview.connector.none') },
  ];
  const states = [
    { value: 'all', label: say('overview.health.all') },
    ...healths.map((it) => ({ value: it, label: say(`overview.health.${it}`) })),
  ];
  return (
    <div role="group" aria-label={say('overview.filter')} className="filters">
      <Choice
        label={say('overview.connector')}
        value={connector ?? 'all'}
        options={systems}
        onChange={(it) => onChange({ connector: it === 'all' ? undefined : it, health })}
      />
      <Choice
        label={say('overview.health')}
        value={health ?? 'all'}
        options={states}
        onChange={(it) => onChange({ connector, health: healths.find((word) => word === it) })}
      />
    </div>
  );
}
