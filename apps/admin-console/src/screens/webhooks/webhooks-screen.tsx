import { getRouteApi, Link } from '@tanstack/react-router';
import { useWebhookEndpoints } from '../../api/webhook-endpoints.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { useOrganizationName } from '../../shell/use-organization-name.ts';
import { EndpointTable } from './endpoint-table.tsx';

const route = getRouteApi('/organizations/$organizationId/settings/webhooks');
/** As many as the service lets an organization have. */
const mostEndpoints = 10;

/** Which other services are told what becomes of an organization's records. */
export function WebhooksScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const organization = useOrganizationName(organizationId);
  return (
    <Page title={say('webhooks.title', { organization })}>
      <p>
        <Link to="/organizations/$organizationId/settings" params={{ organizationId }}>
          {say('connection.back')}
        </Link>
      </p>
      <p>{say('webhooks.intro')}</p>
      <QueryView query={useWebhookEndpoints(organizationId)}>
        {(endpoints) => (
          <>
            {endpoints.length === 0 ? (
              <p>{say('webhooks.none')}</p>
            ) : (
              <EndpointTable organizationId={organizationId} endpoints={endpoints} />
            )}
            <p>
              {endpoints.length < mostEndpoints ? (
                <Link
                  to="/organizations/$organizationId/settings/webhooks/new"
                  params={{ organizationId }}
                  className="button button-primary"
                >
                  {say('webhooks.add')}
                </Link>
              ) : (
                say('webhooks.full', { count: mostEndpoints })
              )}
            </p>
          </>
        )}
      </QueryView>
    </Page>
  );
}
