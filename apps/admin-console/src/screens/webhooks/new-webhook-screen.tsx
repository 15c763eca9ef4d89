import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAddWebhookEndpoint } from '../../api/webhook-endpoints.ts';
import { Page } from '../../components/page.tsx';
import { useFocusHeadingWhenGone } from '../../components/use-focus-heading.ts';
import { useText } from '../../i18n/use-text.ts';
import { newEndpoint } from './endpoint-draft.ts';
import { EndpointForm } from './endpoint-form.tsx';
import { SecretOnce } from './secret-once.tsx';

const route = getRouteApi('/organizations/$organizationId/settings/webhooks/new');

/** Another service is to be told. Its secret is shown here, once. */
export function NewWebhookScreen() {
  const say = useText();
  const { organizationId } = route.useParams();
  const [made, setMade] = useState<{ readonly id: string; readonly secret: string }>();
  return (
    <Page title={say('webhook.new.title')}>
      <p>
        <Link to="/organizations/$organizationId/settings/webhooks" params={{ organizationId }}>
          {say('webhook.back')}
        </Link>
      </p>
      <div role="status">
        {made !== undefined && (
          <>
            <p>{say('webhook.added')}</p>
            <SecretOnce secret={made.secret} />
          </>
        )}
      </div>
      {made === undefined ? (
        <NewEndpoint organizationId={organizationId} onMade={setMade} />
      ) : (
        <p>
          <Link
            to="/organizations/$organizationId/settings/webhooks/$endpointId"
            params={{ organizationId, endpointId: made.id }}
            className="button button-plain"
          >
            {say('webhook.secret.go')}
          </Link>
        </p>
      )}
    </Page>
  );
}

interface NewEndpointProps {
  readonly organizationId: string;
  readonly onMade: (made: { readonly id: string; readonly secret: string }) => void;
}

function NewEndpoint({ organizationId, onMade }: NewEndpointProps) {
  const say = useText();
  const add = useAddWebhookEndpoint(organizationId);
  useFocusHeadingWhenGone();
  return (
    <EndpointForm
      name={`webhook/${organizationId}/new`}
      begin={newEndpoint}
      save={say('webhooks.add')}
      isBusy={add.isPending}
      error={add.error}
      onSave={(draft, tell) =>
        add.mutate(
          { ...draft, enabled: true },
          { onSuccess: ({ id, secret }) => onMade({ id, secret }), onError: tell },
        )
      }
    />
  );
}
