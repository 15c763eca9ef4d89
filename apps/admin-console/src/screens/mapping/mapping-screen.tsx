import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useConnectors } from '../../api/connectors.ts';
import { useIntegration, useMapping } from '../../api/integration.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { MappingForm, type MappingFormProps } from './mapping-form.tsx';

const route = getRouteApi('/organizations/$organizationId/settings/mapping');

/** On which accounts and cost centers expenses are posted. */
export function MappingScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const organization = useOrganizationName(organizationId);
  const connectors = useConnectors();
  const integration = useIntegration(organizationId);
  const [round, setRound] = useState(0);
  const beginAnew = async () => {
    await integration.refetch();
    setRound(round + 1);
  };
  const connector = connectors.find((it) => it.name === integration.data?.connector);
  const profile = connector?.profiles.find((it) => it.name === integration.data?.settings.profile);
  return (
    <Page title={say('mapping.title', { organization })}>
      <p>
        <Link to="/organizations/$organizationId/settings" params={{ organizationId }}>
          {say('connection.back')}
        </Link>
      </p>
      <QueryView query={integration}>
        {(it) => (
          <CurrentMapping
            key={round}
            organizationId={organizationId}
            version={it?.mappingVersion ?? null}
            profile={profile ?? connector?.profiles[0]}
            onBeginAnew={() => void beginAnew()}
          />
        )}
      </QueryView>
    </Page>
  );
}

interface CurrentMappingProps extends Omit<MappingFormProps, 'saved'> {
  readonly version: number | null;
}

/** The version of now. One that somebody saves while the form is open does not take its place. */
function CurrentMapping({ version, ...form }: CurrentMappingProps) {
  const [begun] = useState(version);
  return (
    <QueryView query={useMapping(form.organizationId, begun)}>
      {(saved) => <MappingForm {...form} saved={saved} />}
    </QueryView>
  );
}
