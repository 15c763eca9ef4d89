import { Link } from '@tanstack/react-router';
import type { Integration } from '../../api/integration.ts';
import { useStatus } from '../../api/status.ts';
import { Facts } from '../../components/facts.tsx';
import { FindingList } from '../../components/finding-list.tsx';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { Step } from './step.tsx';

interface MappingStepProps {
  readonly organizationId: string;
  readonly integration: Integration | null;
}

/** On which accounts expenses are posted, how that fits the ledger, and the way to change it. */
export function MappingStep({ organizationId, integration }: MappingStepProps) {
  const say = useText();
  const version = integration?.mappingVersion ?? null;
  const findings = integration?.mappingCheck?.findings ?? [];
  return (
    <Step title={say('settings.mapping')} isDone={version !== null && findings.length === 0}>
      {integration !== null && version !== null ? (
        <MappingFacts integration={integration} version={version} />
      ) : (
        <p>{say(integration === null ? 'settings.mapping.first' : 'settings.mapping.none')}</p>
      )}
      {findings.length > 0 && (
        <Notice level="warning" title={say('settings.mapping.faults')}>
          <FindingList findings={findings.slice(0, 20)} />
        </Notice>
      )}
      {version !== null && <FailedRecords organizationId={organizationId} />}
      {integration !== null && (
        <p>
          <Link
            to="/organizations/$organizationId/settings/mapping"
            params={{ organizationId }}
            className={`button button-${version === null && integration.tested !== null ? 'primary' : 'plain'}`}
          >
            {say(version === null ? 'settings.mapping.make' : 'settings.mapping.change')}
          </Link>
        </p>
      )}
    </Step>
  );
}

/** A field mapping is for what is sent from now on; what had failed with a former one waits for somebody. */
function FailedRecords({ organizationId }: { readonly organizationId: string }) {
  const say = useText();
  const { data: status } = useStatus(organizationId);
  if (status === undefined || status.failed === 0) return null;
  return (
    <p>
      {say('settings.mapping.failed', { count: status.failed })}{' '}
      <Link to="/organizations/$organizationId/records" params={{ organizationId }} search={{ show: 'failed' }}>
        {say('settings.mapping.retry')}
      </Link>
    </p>
  );
}

function MappingFacts({
  integration: { mappingCheck },
  version,
}: {
  readonly integration: Integration;
  readonly version: number;
}) {
  const say = useText();
  const format = useFormat();
  const checked = () => {
    if (mappingCheck === null) return say('settings.mapping.check.never');
    const at = format.instant(mappingCheck.checkedAt);
    if (mappingCheck.failure !== null) return say('settings.mapping.check.failed', { at });
    const { findingCount: count } = mappingCheck;
    return count === 0
      ? say('settings.mapping.check.fits', { at })
      : say('settings.mapping.check.findings', { at, count });
  };
  return (
    <Facts
      facts={[
        { name: say('settings.mapping.version'), value: format.count(version) },
        { name: say('settings.mapping.check'), value: checked() },
      ]}
    />
  );
}
