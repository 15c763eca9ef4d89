import { useConnectorTitle } from '../../api/connectors.ts';
import type { Status } from '../../api/status.ts';
import { ConnectorToggle } from '../../components/connector-toggle.tsx';
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
        <ConnectorToggle
          organizationId={organizationId}
          enabled={status.enabled}
          pending={status.pending}
          connector={titleOf(status.connector)}
        />
      )}
    </section>
  );
}
