import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useConnectors } from '../../api/connectors.ts';
import { useIntegrationToChange } from '../../api/integration.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { ConnectionForm } from './connection-form.tsx';

const route = getRouteApi('/organizations/$organizationId/settings/connection');

/** Which accounting system, and how it is reached. */
export function ConnectionScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const organization = useOrganizationName(organizationId);
  const connectors = useConnectors();
  const integration = useIntegrationToChange(organizationId);
  const [round, setRound] = useState(0);
  const beginAnew = async () => {
    await integration.refetch();
    setRound(round + 1);
  };
  return (
    <Page title={say('connection.title', { organization })}>
      <p>
        <Link to="/organizations/$organizationId/settings" params={{ organizationId }}>
          {say('connection.back')}
        </Link>
      </p>
      <QueryView query={integration}>
        {(saved) =>
          connectors.length === 0 ? (
            <p role="status">{say('query.loading')}</p>
          ) : (
            <ConnectionForm
              key={round}
              organizationId={organizationId}
              connectors={connectors}
              saved={saved}
              onBeginAnew={() => void beginAnew()}
            />
          )
        }
      </QueryView>
    </Page>
  );
}
