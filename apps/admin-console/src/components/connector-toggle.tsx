import { useState } from 'react';
import { useSwitchConnector } from '../api/status.ts';
import { useText } from '../i18n/use-text.ts';
import { useAnnounce } from './announcer.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Toggle } from './toggle.tsx';

interface ConnectorToggleProps {
  readonly organizationId: string;
  readonly enabled: boolean;
  /** How many records would be sent. */
  readonly pending: number;
  /** What people call the accounting system. */
  readonly connector: string;
}

/** Whether vouchers are sent, and the switch for it, which asks first. */
export function ConnectorToggle({ organizationId, enabled, pending, connector }: ConnectorToggleProps) {
  const say = useText();
  const announce = useAnnounce();
  const change = useSwitchConnector(organizationId);
  // What was asked for stays in the question while it closes, though the status has changed.
  const [question, setQuestion] = useState({ isOpen: false, turnsOn: false });
  const verb = question.turnsOn ? 'enable' : 'disable';
  const carryOut = () =>
    change.mutate(question.turnsOn, {
      onSuccess: ({ enabled: isOn }) => {
        setQuestion({ ...question, isOpen: false });
        announce(say(`status.connector.${isOn ? 'enabled' : 'disabled'}`, { connector }));
      },
    });
  return (
    <>
      <Toggle
        isOn={enabled}
        onPress={() => {
          change.reset();
          setQuestion({ isOpen: true, turnsOn: !enabled });
        }}
      >
        {say('status.connector.toggle', { connector })}
      </Toggle>
      <p>{say(enabled ? 'status.connector.on' : 'status.connector.off')}</p>
      <ConfirmDialog
        isOpen={question.isOpen}
        title={say(`status.connector.${verb}.question`, { connector })}
        confirm={say(`status.connector.${verb}`)}
        isDangerous={!question.turnsOn}
        isBusy={change.isPending}
        error={change.error}
        onConfirm={carryOut}
        onCancel={() => setQuestion({ ...question, isOpen: false })}
      >
        <p>{say(`status.connector.${verb}.text`, { count: pending })}</p>
      </ConfirmDialog>
    </>
  );
}
