import { Choice } from '../../components/choice.tsx';
import { useText } from '../../i18n/use-text.ts';
import type { AlertsSearch } from './search.ts';

interface AlertFilterProps {
  readonly search: AlertsSearch;
  readonly onChange: (search: AlertsSearch) => void;
}

/** Which alerts are listed. */
export function AlertFilter({ search: { state }, onChange }: AlertFilterProps) {
  const say = useText();
  const options = (['open', 'cleared', 'all'] as const).map((value) => ({ value, label: say(`alerts.show.${value}`) }));
  return (
    <search aria-label={say('alerts.filter')} className="filters">
      <Choice
        label={say('alerts.show')}
        value={state ?? 'open'}
        options={options}
        onChange={(it) => onChange(it === 'open' ? {} : { state: it })}
      />
    </search>
  );
}
