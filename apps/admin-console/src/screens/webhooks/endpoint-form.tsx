import { isBilagProblem } from '@bilag/client';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TextField } from '../../components/text-field.tsx';
import { Tick } from '../../components/tick.tsx';
import { UnsavedChanges } from '../../components/unsaved-changes.tsx';
import { useBegunDraft } from '../../components/use-begun-draft.ts';
import { useFocusInvalid } from '../../components/use-focus-invalid.ts';
import { useText } from '../../i18n/use-text.ts';
import { type EndpointDraft, faultsOf, isChanged, statusEvents, withEvent } from './endpoint-draft.ts';

interface EndpointFormProps {
  /** Tells it apart from other forms. */
  readonly name: string;
  readonly begin: EndpointDraft;
  /** The deed, as a verb. */
  readonly save: string;
  readonly isBusy: boolean;
  /** Why it was not saved. */
  readonly error: Error | null;
  /** Called with what may be meant; `tell` puts the person at what the service refused. */
  readonly onSave: (draft: EndpointDraft, tell: () => void) => void;
}

/** Where messages go, and what they tell. */
export function EndpointForm({ name, begin, save, isBusy, error, onSave }: EndpointFormProps) {
  const say = useText();
  const [draft, setDraft] = useState(useBegunDraft<EndpointDraft>(name, () => begin));
  const [isTried, setTried] = useState(false);
  const { form, tell } = useFocusInvalid<HTMLDivElement>();
  const faults = faultsOf(draft);
  const urlError = () => {
    if (isTried && faults.url) return say('webhook.wrong.url');
    if (!isBilagProblem(error) || error.problem?.field !== 'url') return undefined;
    return say(isBilagProblem(error, 'WEBHOOK_ADDRESS_NOT_ALLOWED') ? 'webhook.not-allowed' : 'connection.wrong');
  };
  const isEmpty = isTried && faults.events;
  const carryOut = () => {
    setTried(true);
    if (faults.url || faults.events) return tell();
    onSave({ ...draft, url: draft.url.trim() }, tell);
  };
  return (
    <div ref={form}>
      <UnsavedChanges
        isChanged={isChanged(draft, begin)}
        form={name}
        draft={{ url: draft.url, eventTypes: draft.eventTypes }}
      />
      <div className="form-wide">
        <TextField
          label={say('webhooks.url')}
          hint={say('webhook.url.hint')}
          type="url"
          maxLength={2_000}
          value={draft.url}
          onChange={(url) => setDraft({ ...draft, url })}
          error={urlError()}
          isRequired
        />
      </div>
      <fieldset className="rule">
        <legend>{say('webhook.told-of')}</legend>
        <div className="ticks">
          {statusEvents.map((event) => (
            <Tick
              key={event}
              isOn={draft.eventTypes.includes(event)}
              onChange={(isOn) => setDraft({ ...draft, eventTypes: withEvent(draft.eventTypes, event, isOn) })}
            >
              <span>
                {say(`webhook.event.${event}`)} <span className="hint">{event}</span>
              </span>
            </Tick>
          ))}
        </div>
        {isEmpty && (
          <p role="alert" className="field-error">
            {say('webhook.wrong.events')}
          </p>
        )}
      </fieldset>
      {error !== null && <ProblemNotice error={error} />}
      <p className="actions">
        <Button variant="primary" isBusy={isBusy} onPress={carryOut}>
          {save}
        </Button>
      </p>
    </div>
  );
}
