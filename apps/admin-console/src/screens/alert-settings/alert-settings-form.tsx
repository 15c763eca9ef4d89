import { isBilagProblem } from '@bilag/client';
import { useState } from 'react';
import { type AlertSettings, useSaveAlertSettings } from '../../api/alert-settings.ts';
import type { Versioned } from '../../api/versioned.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { SaveProblem } from '../../components/save-problem.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { TextField } from '../../components/text-field.tsx';
import { UnsavedChanges } from '../../components/unsaved-changes.tsx';
import { useBegunDraft } from '../../components/use-begun-draft.ts';
import { useFocusInvalid } from '../../components/use-focus-invalid.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { type AlertDraft, changeOf, draftOf, faultsOf, isChanged } from './draft.ts';

interface AlertSettingsFormProps {
  readonly organizationId: string;
  /** What the form begins with; what somebody else saves later does not get into it. */
  readonly saved: Versioned<AlertSettings>;
  /** Has the form begin anew with what is saved now. */
  readonly onBeginAnew: () => void;
}

interface Begun {
  readonly base: Versioned<AlertSettings>;
  readonly draft: AlertDraft;
}

/** Thresholds, addresses and the webhook. Its secret is only ever sent; left empty, the one that is set stays. */
export function AlertSettingsForm({ organizationId, saved: read, onBeginAnew }: AlertSettingsFormProps) {
  const say = useText();
  const format = useFormat();
  const announce = useAnnounce();
  const save = useSaveAlertSettings(organizationId);
  const name = `alert-settings/${organizationId}`;
  const begun = useBegunDraft<Begun>(name, () => ({ base: read, draft: draftOf(read.content) }));
  const [base, setBase] = useState(begun.base);
  const { content: saved, etag } = base;
  const [draft, setDraft] = useState(begun.draft);
  const [isTried, setTried] = useState(false);
  const { form, tell } = useFocusInvalid<HTMLDivElement>();
  const faults = faultsOf(draft);
  const blamed = isBilagProblem(save.error) ? (save.error.problem?.field ?? '') : '';
  const errorOf = (field: keyof typeof faults, apiField: string) => {
    if (isTried && faults[field]) return say(`alert-settings.wrong.${field}`);
    if (!blamed.startsWith(apiField)) return undefined;
    return say(isBilagProblem(save.error, 'WEBHOOK_ADDRESS_NOT_ALLOWED') ? 'webhook.not-allowed' : 'connection.wrong');
  };
  const set = (field: keyof typeof draft) => (value: string) => setDraft({ ...draft, [field]: value });
  const carryOut = () => {
    setTried(true);
    save.reset();
    if (Object.values(faults).includes(true)) return tell();
    const change = changeOf(draft);
    save.mutate(
      { change, etag },
      {
        onSuccess(now) {
          const { emails, sendsEmail } = now.content;
          setBase(now);
          setDraft({ ...draft, secret: '' });
          announce(say(sendsEmail || emails.length === 0 ? 'alert-settings.saved' : 'alert-settings.saved.no-mail'));
        },
        onError: tell,
      },
    );
  };
  const secretSet = saved.webhook?.secretSet;
  return (
    <div ref={form}>
      <UnsavedChanges
        isChanged={isChanged(draft, saved)}
        form={name}
        draft={{ base, draft: { ...draft, secret: '' } }}
        hasSecrets={draft.secret !== ''}
      />
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
      {save.error !== null && (
        <SaveProblem
          error={save.error}
          organizationId={organizationId}
          action="alert-settings-saved"
          onTake={onBeginAnew}
        />
      )}
      <p className="actions">
        <Button variant="primary" isBusy={save.isPending} onPress={carryOut}>
          {say('alert-settings.save')}
        </Button>
      </p>
    </div>
  );
}
