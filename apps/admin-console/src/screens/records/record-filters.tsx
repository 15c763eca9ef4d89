import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useText } from '../../i18n/use-text.ts';
import { type RecordsSearch, type Show, states } from './search.ts';

interface RecordFiltersProps {
  readonly search: RecordsSearch;
  readonly onChange: (search: RecordsSearch) => void;
}

/** Which records are listed. */
export function RecordFilters({ search: { show, sourceId, code }, onChange }: RecordFiltersProps) {
  const say = useText();
  const [typed, setTyped] = useState(sourceId ?? '');
  const options: readonly { value: Show; label: string }[] = [
    { value: 'all', label: say('records.show.all') },
    { value: 'failed', label: say('records.show.failed') },
    ...states.map((value) => ({ value, label: say(`state.${value}`) })),
  ];
  return (
    <form
      role="search"
      aria-label={say('records.filter')}
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ show, sourceId: typed.trim() === '' ? undefined : typed.trim(), code });
      }}
    >
      <Choice
        label={say('records.show')}
        value={show ?? 'all'}
        options={options}
        onChange={(it) => onChange({ show: it === 'all' ? undefined : it, sourceId, code })}
      />
      <TextField
        label={say('records.search')}
        hint={say('records.search.hint')}
        type="search"
        maxLength={100}
        value={typed}
        onChange={setTyped}
      />
      <button type="submit" className="button button-plain">
        {say('records.search.go')}
      </button>
      {code !== undefined && (
        <p className="filter-mark">
          <span>{say('records.code', { code })}</span>
          <Button onPress={() => onChange({ show, sourceId })}>{say('records.code.all')}</Button>
        </p>
      )}
    </form>
  );
}
