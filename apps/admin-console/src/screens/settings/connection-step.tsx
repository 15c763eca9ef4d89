import { Link } from '@tanstack/react-router';
import { useConnectors } from '../../api/connectors.ts';
import { type Integration, useConnectionTest } from '../../api/integration.ts';
import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/facts.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { ConnectionProblem } from '../connection/connection-problem.tsx';
import { TestResult } from '../connection/test-result.tsx';
import { Step } from './step.tsx';

interface StepProps {
  readonly organizationId: string;
  readonly integration: Integration | null;
}

/** Which accounting system, whether it can be reached, and the way to change that. */
export function ConnectionStep({ organizationId, integration }: StepProps) {
  const say = useText();
  return (
    <Step title={say('settings.connection')} isDone={integration !== null && integration.tested !== null}>
      {integration === null ? (
        <>
          <p>{say('settings.connection.none')}</p>
          <p>
            <ConnectionLink organizationId={organizationId} isNew />
          </p>
        </>
      ) : (
        <Connected organizationId={organizationId} integration={integration} />
      )}
    </Step>
  );
}

function ConnectionLink({ organizationId, isNew }: { readonly organizationId: string; readonly isNew: boolean }) {
  const say = useText();
  return (
    <Link
      to="/organizations/$organizationId/settings/connection"
      params={{ organizationId }}
      className={`button button-${isNew ? 'primary' : 'plain'}`}
    >
      {say(isNew ? 'settings.connection.choose' : 'settings.connection.change')}
    </Link>
  );
}

function Connected({
  organizationId,
  integration,
}: {
  readonly organizationId: string;
  readonly integration: Integration;
}) {
  const say = useText();
  const format = useFormat();
  const test = useConnectionTest(organizationId);
  const { tested, credentialsSetAt, credentialsSetBy } = integration;
  return (
    <>
      <Facts
        facts={[
          { name: say('settings.system'), value: useSystemName(integration) },
          {
            name: say('settings.credentials'),
            value: say('settings.credentials.set', { at: format.instant(credentialsSetAt), by: credentialsSetBy }),
          },
          {
            name: say('settings.tested'),
            value:
              tested === null
                ? say('settings.tested.never')
                : say('settings.tested.at', { at: format.instant(tested.at), ledger: tested.ledger.name }),
          },
        ]}
      />
      <div role="status">
        {test.isPending && <p>{say('connection.testing')}</p>}
        {test.data !== undefined && <TestResult found={test.data} />}
      </div>
      {test.error !== null && <ConnectionProblem error={test.error} />}
      <p className="actions">
        <Button variant={tested === null ? 'primary' : 'plain'} isBusy={test.isPending} onPress={() => test.mutate()}>
          {say('settings.connection.test')}
        </Button>
        <ConnectionLink organizationId={organizationId} isNew={false} />
      </p>
    </>
  );
}

/** The system, and which of its products or interfaces. */
function useSystemName({ connector, settings }: Integration): string {
  const connectors = useConnectors();
  const found = connectors.find((it) => it.name === connector);
  const profile = found?.profiles.find((it) => it.name === settings.profile) ?? found?.profiles[0];
  if (found === undefined) return connector;
  return profile === undefined || found.profiles.length === 1 ? found.title : `${found.title}, ${profile.title}`;
}
