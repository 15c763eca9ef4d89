import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useText } from '../../i18n/use-text.ts';
import { kinds, type RecordsSearch, type Show, states } from './search.ts';

interface RecordFiltersProps {
  readonly search: RecordsSearch;
  readonly onChange: (search: RecordsSearch) => void;
}

/** Which records are listed. */
export function RecordFilters({ search: { show, sourceId, search, kind, code }, onChange }: RecordFiltersProps) {
  const say = useText();
  const rest = { sourceId, search, kind, code };
  const [typed, setTyped] = useState(search ?? sourceId ?? '');
  const options: readonly { value: Show; label: string }[] = [
    { value: 'all', label: say('records.show.all') },
    { value: 'failed', label: say('records.show.failed') },
    { value: 'receipts', label: say('records.show.receipts') },
    ...states.map((value) => ({ value, label: say(`state.${value}`) })),
  ];
  return (
    <form
      role="search"
      aria-label={say('records.filter')}
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ show, search: typed.trim() === '' ? undefined : typed.trim(), kind, code });
      }}
    >
      <Choice
        label={say('records.show')}
        value={show ?? 'all'}
        options={options}
        onChange={(it) => onChange({ ...rest, show: it === 'all' ? undefined : it })}
      />
      <Choice
        label={say('records.kind')}
        value={kind ?? 'all'}
        options={[
          { value: 'all', label: say('records.kind.all') },
          ...kinds.map((value) => ({ value, label: say(`kind.${value}`) })),
        ]}
        onChange={(it) => onChange({ ...rest, show, kind: it === 'all' ? undefined : it })}
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
          <Button onPress={() => onChange({ ...rest, show, code: undefined })}>{say('records.code.all')}</Button>
        </p>
      )}
    </form>
  );
}
