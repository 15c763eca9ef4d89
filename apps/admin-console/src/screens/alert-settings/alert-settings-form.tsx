import { isBilagProblem } from '@bilag/client';
import { useState } from 'react';
import { type AlertSettings, useSaveAlertSettings } from '../../api/alert-settings.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { TextField } from '../../components/text-field.tsx';
import { UnsavedChanges } from '../../components/unsaved-changes.tsx';
import { useFocusInvalid } from '../../components/use-focus-invalid.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { changeOf, draftOf, faultsOf, isChanged } from './draft.ts';

interface AlertSettingsFormProps {
  readonly organizationId: string;
  readonly saved: AlertSettings;
}

/** Thresholds, addresses and the webhook. Its secret is only ever sent; left empty, the one that is set stays. */
export function AlertSettingsForm({ organizationId, saved }: AlertSettingsFormProps) {
  const say = useText();
  const format = useFormat();
  const announce = useAnnounce();
  const save = useSaveAlertSettings(organizationId);
  const [draft, setDraft] = useState(() => draftOf(saved));
  const [isTried, setTried] = useState(false);
  const { form, tell } = useFocusInvalid<HTMLDivElement>();
  const faults = faultsOf(draft);
  const blamed = isBilagProblem(save.error) ? (save.error.problem?.field ?? '') : '';
  const errorOf = (field: keyof typeof faults, apiField: string) => {
    if (isTried && faults[field]) return say(`alert-settings.wrong.${field}`);
    return blamed.startsWith(apiField) ? say('connection.wrong') : undefined;
  };
  const set = (field: keyof typeof draft) => (value: string) => setDraft({ ...draft, [field]: value });
  const carryOut = () => {
    setTried(true);
    save.reset();
    if (Object.values(faults).includes(true)) return tell();
    save.mutate(changeOf(draft), {
      onSuccess({ emails, sendsEmail }) {
        setDraft({ ...draft, secret: '' });
        announce(say(sendsEmail || emails.length === 0 ? 'alert-settings.saved' : 'alert-settings.saved.no-mail'));
      },
      onError: tell,
    });
  };
  const secretSet = saved.webhook?.secretSet;
  return (
    <div ref={form}>
      <UnsavedChanges isChanged={isChanged(draft, saved)} />
      <section>
        <h2>{say('alert-settings.thresholds')}</h2>
        <div className="form-grid">
          <TextField
            label={say('alert-settings.errors')}
            hint={say('alert-settings.errors.hint')}
            inputMode="numeric"
            value={draft.errorsPerDay}
            onChange={set('errorsPerDay')}
            error={errorOf('errorsPerDay', 'errorsPerDay')}
          />
          <TextField
            label={say('alert-settings.hours')}
            hint={say('alert-settings.hours.hint')}
            inputMode="numeric"
            value={draft.pendingHours}
            onChange={set('pendingHours')}
            error={errorOf('pendingHours', 'pendingHours')}
          />
        </div>
      </section>
      <section>
        <h2>{say('alert-settings.receivers')}</h2>
        {!saved.sendsEmail && (
          <Notice level="warning" title={say('alert-settings.no-mail')}>
            <p>{say('alert-settings.no-mail.text')}</p>
          </Notice>
        )}
        <div className="form-grid">
          <TextArea
            label={say('alert-settings.emails')}
            hint={say('alert-settings.emails.hint')}
            value={draft.emails}
            onChange={set('emails')}
            error={errorOf('emails', 'emails')}
          />
        </div>
        <div className="form-grid">
          <TextField
            label={say('alert-settings.url')}
            hint={say('alert-settings.url.hint')}
            type="url"
            value={draft.url}
            onChange={set('url')}
            error={errorOf('url', 'webhook.url')}
          />
          <TextField
            label={say('alert-settings.secret')}
            hint={
              secretSet === undefined
                ? say('alert-settings.secret.hint')
                : say('alert-settings.secret.set', { at: format.instant(secretSet.at), by: secretSet.by })
            }
            type="password"
            value={draft.secret}
            onChange={set('secret')}
            error={errorOf('secret', 'webhook.secret')}
          />
        </div>
      </section>
      {save.error !== null && <ProblemNotice error={save.error} />}
      <p className="actions">
        <Button variant="primary" isBusy={save.isPending} onPress={carryOut}>
          {say('alert-settings.save')}
        </Button>
      </p>
    </div>
  );
}
