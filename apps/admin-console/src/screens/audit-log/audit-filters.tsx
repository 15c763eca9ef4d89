import { useOrganizations } from '../../api/organizations.ts';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { TextField } from '../../components/text-field.tsx';
import { knownWords, useLogWords } from '../../i18n/use-log-words.ts';
import { useText } from '../../i18n/use-text.ts';
import { type AuditSearch, auditWords } from './search.ts';

interface AuditFiltersProps {
  readonly search: AuditSearch;
  /** Whether the log is that of all organizations, so that one of them can be chosen. */
  readonly isOfAll: boolean;
  readonly onChange: (search: AuditSearch) => void;
}

/** Which entries are listed. */
export function AuditFilters({ search, isOfAll, onChange }: AuditFiltersProps) {
  const say = useText();
  const words = useLogWords();
  const change = (part: AuditSearch) => onChange({ ...search, ...part });
  const { from, to, result, action, kind, trigger } = search;
  return (
    <div role="search" aria-label={say('audit.filter')} className="filters">
      {isOfAll && <OrganizationFilter search={search} onChange={onChange} />}
      <TextField
        label={say('audit.from')}
        type="date"
        value={from ?? ''}
        onChange={(it) => change({ from: dateOf(it) })}
      />
      <TextField
        label={say('audit.to')}
        type="date"
        value={to ?? ''}
        error={from !== undefined && to !== undefined && to < from ? say('audit.order') : undefined}
        onChange={(it) => change({ to: dateOf(it) })}
      />
      <AnyOr
        label={say('audit.result')}
        value={result}
        options={knownWords('result').map((value) => ({ value, label: words.result(value) }))}
        onChange={(it) => change({ result: it })}
      />
      <AnyOr
        label={say('audit.action')}
        value={action}
        options={knownWords('action').map((value) => ({ value, label: words.action(value) }))}
        onChange={(it) => change({ action: it })}
      />
      <AnyOr
        label={say('audit.kind')}
        value={kind}
        options={auditWords.kinds.map((value) => ({ value, label: say(`kind.${value}`) }))}
        onChange={(it) => change({ kind: auditWords.kinds.find((word) => word === it) })}
      />
      <AnyOr
        label={say('audit.trigger')}
        value={trigger}
        options={auditWords.triggers.map((value) => ({ value, label: say(`trigger.${value}`) }))}
        onChange={(it) => change({ trigger: auditWords.triggers.find((word) => word === it) })}
      />
      {Object.values(search).some((it) => it !== undefined) && (
        <Button onPress={() => onChange({})}>{say('audit.clear')}</Button>
      )}
    </div>
  );
}

function OrganizationFilter({ search, onChange }: Pick<AuditFiltersProps, 'search' | 'onChange'>) {
  const say = useText();
  const { data = [] } = useOrganizations();
  return (
    <AnyOr
      label={say('audit.organization')}
      value={search.organization}
      options={data.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(organization) => onChange({ ...search, organization })}
    />
  );
}

interface AnyOrProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | undefined) => void;
}

/** All, or one of these. No value of the API is empty. */
function AnyOr({ label, value, options, onChange }: AnyOrProps) {
  const say = useText();
  return (
    <Choice
      label={label}
      value={value ?? ''}
      options={[{ value: '', label: say('audit.any') }, ...options]}
      onChange={(it) => onChange(it === '' ? undefined : it)}
    />
  );
}

/** A date that is still being typed is empty. */
const dateOf = (typed: string) => (/^\d{4}-\d{2}-\d{2}$/.test(typed) ? typed : undefined);
