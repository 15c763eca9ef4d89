import { isBilagProblem, type Schemas } from '@bilag/client';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Integration, useSaveIntegration, useTrial } from '../../api/integration.ts';
import type { Versioned } from '../../api/versioned.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { SavedMeanwhile } from '../../components/save-problem.tsx';
import { UnsavedChanges } from '../../components/unsaved-changes.tsx';
import { useBegunDraft } from '../../components/use-begun-draft.ts';
import { useFocusInvalid } from '../../components/use-focus-invalid.ts';
import { useText } from '../../i18n/use-text.ts';
import { ChoiceFinder } from './choice-finder.tsx';
import { ConnectionProblem } from './connection-problem.tsx';
import { CredentialsPart } from './credentials-part.tsx';
import { isBlamed, needsCredentials, type Part } from './field-errors.ts';
import { SchemaFields } from './schema-fields.tsx';
import { SystemChoice } from './system-choice.tsx';
import { TestResult } from './test-result.tsx';
import { type ConnectionDraft, hasTyped, useConnectionForm } from './use-connection-form.ts';

interface ConnectionFormProps {
  readonly organizationId: string;
  readonly connectors: readonly Schemas['Connector'][];
  /** What the form begins with; what somebody else saves later does not get into it. */
  readonly saved: Versioned<Integration> | null;
  /** Has the form begin anew with what is saved now. */
  readonly onBeginAnew: () => void;
}

interface Begun {
  readonly base: Versioned<Integration> | null;
  readonly draft?: ConnectionDraft;
}

/** Chooses the accounting system, takes what is needed to reach it, tests that, and only then saves it. */
export function ConnectionForm({ organizationId, connectors, saved: read, onBeginAnew }: ConnectionFormProps) {
  const say = useText();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const name = `connection/${organizationId}`;
  const { base, draft } = useBegunDraft<Begun>(name, () => ({ base: read }));
  const saved = base?.content ?? null;
  const form = useConnectionForm(connectors, saved, draft);
  const trial = useTrial(organizationId);
  const save = useSaveIntegration(organizationId);
  const [tested, setTested] = useState<string>();
  const [isTried, setTried] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const { form: element, tell } = useFocusInvalid<HTMLDivElement>();
  const { change, missing } = form;
  const isComplete = missing.settings.length + missing.credentials.length === 0;
  const content = JSON.stringify(change);
  const error = save.error ?? trial.error;
  const errorIn = (part: Part) => (path: string) => {
    if (isTried && missing[part].includes(path)) return say('connection.required');
    if (!isBlamed(error, part, path)) return undefined;
    return say(isBilagProblem(error, 'VOUCHERS_ON_THEIR_WAY') ? 'connection.held' : 'connection.wrong');
  };
  const test = () => {
    setTried(true);
    save.reset();
    trial.reset();
    if (change === undefined || !isComplete) return tell();
    trial.mutate(change, {
      onSuccess: () => setTested(content),
      onError(refusal) {
        if (needsCredentials(refusal)) form.setReplacing(true);
        tell();
      },
    });
  };
  const carryOut = () => {
    if (change === undefined) return;
    save.mutate(
      { change, base },
      {
        onSuccess() {
          announce(say('connection.saved'));
          const to = '/organizations/$organizationId/settings';
          void navigate({ to, params: { organizationId }, ignoreBlocker: true });
        },
        onError: tell,
        onSettled: () => setAsking(false),
      },
    );
  };
  return (
    <div ref={element}>
      <UnsavedChanges
        isChanged={form.isChanged}
        form={name}
        draft={{ base, draft: form.draft }}
        hasSecrets={hasTyped(form.credentials)}
      />
      <SystemChoice connectors={connectors} form={form} />
      {form.profile !== undefined && (
        <>
          <CredentialsPart
            form={form}
            saved={saved}
            errorOf={errorIn('credentials')}
            areNeeded={needsCredentials(error) && form.connector?.name === saved?.connector}
          />
          <section>
            <h2>{say('connection.settings')}</h2>
            <ChoiceFinder organizationId={organizationId} form={form} />
            <SchemaFields
              fields={form.settingFields}
              values={form.settings}
              onChange={form.setSetting}
              errorOf={errorIn('settings')}
            />
          </section>
          <section>
            <div role="status">
              {trial.isPending && <p>{say('connection.testing')}</p>}
              {trial.data !== undefined && tested === content && <TestResult found={trial.data} />}
            </div>
            {trial.error !== null && save.error === null && <ConnectionProblem error={trial.error} isTrial />}
            {isBilagProblem(save.error, 'PRECONDITION_FAILED') && (
              <SavedMeanwhile organizationId={organizationId} action="integration-saved" onTake={onBeginAnew} />
            )}
            {save.error !== null && !isBilagProblem(save.error, 'PRECONDITION_FAILED') && (
              <ConnectionProblem error={save.error} />
            )}
            <p className="actions">
              <Button variant={tested === content ? 'plain' : 'primary'} isBusy={trial.isPending} onPress={test}>
                {say('connection.test')}
              </Button>
              <Button
                variant={tested === content ? 'primary' : 'plain'}
                isBusy={save.isPending}
                disabledReason={tested === content ? undefined : say('connection.save.untested')}
                onPress={() => (read?.content.enabled === true ? setAsking(true) : carryOut())}
              >
                {say('connection.save')}
              </Button>
            </p>
          </section>
        </>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={say('connection.save.question')}
        confirm={say('connection.save')}
        isBusy={save.isPending}
        onConfirm={carryOut}
        onCancel={() => setAsking(false)}
      >
        <p>{say('connection.save.text')}</p>
      </ConfirmDialog>
    </div>
  );
}
