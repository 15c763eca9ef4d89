import { getRouteApi } from '@tanstack/react-router';
import { useIntegration } from '../../api/integration.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { AlertsPart } from './alerts-part.tsx';
import { ConnectionStep } from './connection-step.tsx';
import { EnableStep } from './enable-step.tsx';
import { MappingStep } from './mapping-step.tsx';
import { WebhooksPart } from './webhooks-part.tsx';

const route = getRouteApi('/organizations/$organizationId/settings');

/** The set-up of an organization, step by step, each with where it stands. */
export function SettingsScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const organization = useOrganizationName(organizationId);
  return (
    <Page title={say('settings.title', { organization })}>
      <QueryView query={useIntegration(organizationId)}>
        {(integration) => (
          <>
            {integration?.enabled !== true && <p>{say('settings.intro')}</p>}
            <ConnectionStep organizationId={organizationId} integration={integration} />
            <MappingStep organizationId={organizationId} integration={integration} />
            <EnableStep organizationId={organizationId} integration={integration} />
            <AlertsPart organizationId={organizationId} />
            <WebhooksPart organizationId={organizationId} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
