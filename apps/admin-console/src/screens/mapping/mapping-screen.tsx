import { getRouteApi, Link } from '@tanstack/react-router';
import { useConnectors } from '../../api/connectors.ts';
import { useIntegration, useMapping } from '../../api/integration.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { MappingForm } from './mapping-form.tsx';

const route = getRouteApi('/organizations/$organizationId/settings/mapping');

/** On which accounts and cost centers expenses are posted. */
export function MappingScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const organization = useOrganizationName(organizationId);
  const connectors = useConnectors();
  const integration = useIntegration(organizationId);
  const version = integration.data === undefined ? undefined : (integration.data?.mappingVersion ?? null);
  const connector = connectors.find((it) => it.name === integration.data?.connector);
  const profile = connector?.profiles.find((it) => it.name === integration.data?.settings.profile);
  return (
    <Page title={say('mapping.title', { organization })}>
      <p>
        <Link to="/organizations/$organizationId/settings" params={{ organizationId }}>
          {say('connection.back')}
        </Link>
      </p>
      <QueryView query={useMapping(organizationId, version)}>
        {(saved) => (
          <MappingForm organizationId={organizationId} saved={saved} profile={profile ?? connector?.profiles[0]} />
        )}
      </QueryView>
    </Page>
  );
}
