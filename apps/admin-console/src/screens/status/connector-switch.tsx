import { useState } from 'react';
import { useConnectorTitle } from '../../api/connectors.ts';
import { type Status, useSwitchConnector } from '../../api/status.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { useText } from '../../i18n/use-text.ts';

/** Whether vouchers are sent, and the switch for it. */
export function ConnectorSwitch({
  organizationId,
  status,
}: {
  readonly organizationId: string;
  readonly status: Status;
}) {
  const say = useText();
  const titleOf = useConnectorTitle();
  return (
    <section>
      <h2>{say('status.connector')}</h2>
      {status.connector === null ? (
        <p>{say('status.connector.none')}</p>
      ) : (
        <ConnectorToggle organizationId={organizationId} status={status} connector={titleOf(status.connector)} />
      )}
    </section>
  );
}

interface ConnectorToggleProps {
  readonly organizationId: string;
  readonly status: Status;
  readonly connector: string;
}

function ConnectorToggle({ organizationId, status: { enabled, pending }, connector }: ConnectorToggleProps) {
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
