import type { Schemas } from '@bilag/client';
import { Choice } from '../../components/choice.tsx';
import { useText } from '../../i18n/use-text.ts';
import type { ConnectionForm } from './use-connection-form.ts';

interface SystemChoiceProps {
  readonly connectors: readonly Schemas['Connector'][];
  readonly form: ConnectionForm;
}

/** Which accounting system, and which of its products or interfaces. */
export function SystemChoice({ connectors, form: { connector, profile, choose } }: SystemChoiceProps) {
  const say = useText();
  const profiles = connector?.profiles ?? [];
  return (
    <div className="form-grid">
      <Choice
        label={say('connection.system')}
        value={connector?.name}
        placeholder={say('connection.choose')}
        options={connectors.map(({ name, title }) => ({ value: name, label: title }))}
        onChange={(name) => choose(name)}
      />
      {profiles.length > 1 && (
        <Choice
          label={say('connection.interface')}
          value={profile?.name}
          options={profiles.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={(name) => choose(connector?.name ?? '', name)}
        />
      )}
    </div>
  );
}
