import { getRouteApi, Link } from '@tanstack/react-router';
import { useSaveWebhookEndpoint, useWebhookEndpoint, type WebhookEndpoint } from '../../api/webhook-endpoints.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useText } from '../../i18n/use-text.ts';
import { EndpointDeeds, RemoveEndpoint } from './endpoint-deeds.tsx';
import { EndpointFacts } from './endpoint-facts.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import { MessagePart } from './message-part.tsx';
import { SecretPart } from './secret-part.tsx';

const route = getRouteApi('/organizations/$organizationId/settings/webhooks/$endpointId');

/** One service that is told what becomes of records: how it does, what it was sent, and what it is told. */
export function WebhookScreen() {
  const say = useText();
  const { organizationId, endpointId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={say('webhook.title')}>
      <p>
        <Link to="/organizations/$organizationId/settings/webhooks" params={{ organizationId }}>
          {say('webhook.back')}
        </Link>
      </p>
      <QueryView query={useWebhookEndpoint(organizationId, endpointId)}>
        {(endpoint) => (
          <>
            <EndpointFacts endpoint={endpoint} />
            <EndpointDeeds organizationId={organizationId} endpoint={endpoint} />
            <MessagePart
              organizationId={organizationId}
              endpointId={endpointId}
              isEnabled={endpoint.enabled}
              search={search}
              onSearch={(it) => void navigate({ search: it, replace: true })}
            />
            <SecretPart organizationId={organizationId} endpointId={endpointId} />
            <SettingsPart organizationId={organizationId} endpoint={endpoint} />
            <section>
              <RemoveEndpoint organizationId={organizationId} endpoint={endpoint} />
            </section>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function SettingsPart({
  organizationId,
  endpoint,
}: {
  readonly organizationId: string;
  readonly endpoint: WebhookEndpoint;
}) {
  const say = useText();
  const announce = useAnnounce();
  const save = useSaveWebhookEndpoint(organizationId, endpoint.id);
  return (
    <section>
      <h2>{say('webhook.settings')}</h2>
      <EndpointForm
        name={`webhook/${organizationId}/${endpoint.id}`}
        begin={endpoint}
        save={say('webhook.save')}
        isBusy={save.isPending}
        error={save.error}
        onSave={({ url, eventTypes }, tell) =>
          save.mutate(
            { url, eventTypes, enabled: endpoint.enabled },
            { onSuccess: () => announce(say('webhook.saved')), onError: tell },
          )
        }
      />
    </section>
  );
}
