import { useConnectorTitle } from '../../api/connectors.ts';
import type { Integration } from '../../api/integration.ts';
import { useStatus } from '../../api/status.ts';
import { ConnectorToggle } from '../../components/connector-toggle.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { type Say, useText } from '../../i18n/use-text.ts';
import { Step } from './step.tsx';

interface EnableStepProps {
  readonly organizationId: string;
  readonly integration: Integration | null;
}

/** The switch, and what is missing before it can be turned on. */
export function EnableStep({ organizationId, integration }: EnableStepProps) {
  const say = useText();
  const titleOf = useConnectorTitle();
  const { data: status } = useStatus(organizationId);
  const missing = missingOf(integration, say);
  const isEnabled = integration?.enabled === true;
  return (
    <Step title={say('settings.enable')} isDone={isEnabled} done={say('connector.enabled')}>
      {!isEnabled && missing.length > 0 && (
        <>
          <p>{say('settings.missing')}</p>
          <ul>
            {missing.map((it) => (
              <li key={it}>{it}</li>
            ))}
          </ul>
        </>
      )}
      {integration?.paused != null && (
        <Notice level="warning" title={say('settings.paused')}>
          <p>{integration.paused.remedy}</p>
          <p>
            <ForeignText>{integration.paused.message}</ForeignText>
          </p>
        </Notice>
      )}
      {integration !== null && (isEnabled || missing.length === 0) && (
        <ConnectorToggle
          organizationId={organizationId}
          enabled={isEnabled}
          pending={status?.pending ?? 0}
          connector={titleOf(integration.connector)}
        />
      )}
    </Step>
  );
}

/** What the service would name, in the reader's words. */
function missingOf(integration: Integration | null, say: Say): readonly string[] {
  if (integration === null) return [say('settings.missing.connection'), say('settings.missing.mapping')];
  const { tested, mappingVersion, mappingCheck } = integration;
  const faults = mappingCheck?.findingCount ?? 0;
  return [
    ...(tested === null ? [say('settings.missing.test')] : []),
    ...(mappingVersion === null ? [say('settings.missing.mapping')] : []),
    ...(mappingVersion !== null && faults > 0 ? [say('settings.missing.faults', { count: faults })] : []),
  ];
}
