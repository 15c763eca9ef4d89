import type { Schemas } from '@bilag/client';
import { useSettingsChoices } from '../../api/integration.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { useText } from '../../i18n/use-text.ts';
import { ConnectionProblem } from './connection-problem.tsx';
import type { ConnectionForm } from './use-connection-form.ts';

type Found = Schemas['SettingsChoiceList']['items'][number];

/** Fills in settings from what the credentials open, where the connector can list it. */
export function ChoiceFinder({
  organizationId,
  form,
}: {
  readonly organizationId: string;
  readonly form: ConnectionForm;
}) {
  const say = useText();
  const finder = useSettingsChoices(organizationId);
  const { change, profile } = form;
  if (profile?.offersChoices !== true || change === undefined) return null;
  return (
    <div className="finder">
      <p className="actions">
        <Button isBusy={finder.isPending} onPress={() => finder.mutate(change)}>
          {say('connection.find')}
        </Button>
        <span className="hint">{say('connection.find.hint')}</span>
      </p>
      {finder.error !== null && <ConnectionProblem error={finder.error} isTrial />}
      {finder.data !== undefined && <FoundChoice found={finder.data} form={form} />}
    </div>
  );
}

function FoundChoice({ found, form }: { readonly found: readonly Found[]; readonly form: ConnectionForm }) {
  const say = useText();
  const announce = useAnnounce();
  if (found.length === 0) return <p role="status">{say('connection.found.none')}</p>;
  const take = (index: string) => {
    const chosen = found[Number(index)];
    if (chosen === undefined) return;
    form.take(chosen.settings);
    announce(say('connection.found.taken', { title: chosen.title }));
  };
  return (
    <Choice
      label={say('connection.found')}
      value={undefined}
      placeholder={say('connection.choose')}
      options={found.map(({ title }, index) => ({ value: String(index), label: title }))}
      onChange={take}
    />
  );
}
