import { useNavigate } from '@tanstack/react-router';
import { useTestWebhook } from '../../api/webhook-deliveries.ts';
import { useRemoveWebhookEndpoint, useSaveWebhookEndpoint, type WebhookEndpoint } from '../../api/webhook-endpoints.ts';
import { useAnnounce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useText } from '../../i18n/use-text.ts';
import { AskedDeed } from './asked-deed.tsx';

interface EndpointDeedsProps {
  readonly organizationId: string;
  readonly endpoint: WebhookEndpoint;
}

/** Trying an endpoint, and switching it on or off. */
export function EndpointDeeds(props: EndpointDeedsProps) {
  const say = useText();
  const announce = useAnnounce();
  const { organizationId, endpoint } = props;
  const test = useTestWebhook(organizationId, endpoint.id);
  const send = () => test.mutate(undefined, { onSuccess: () => announce(say('webhook.tested')) });
  return (
    <section>
      <div className="actions">
        <Button
          isBusy={test.isPending}
          disabledReason={endpoint.enabled ? undefined : say('webhook.test.off')}
          onPress={send}
        >
          {say('webhook.test')}
        </Button>
        <SwitchEndpoint {...props} />
      </div>
      {test.error !== null && <ProblemNotice error={test.error} />}
    </section>
  );
}

function SwitchEndpoint({ organizationId, endpoint: { id, url, eventTypes, enabled } }: EndpointDeedsProps) {
  const say = useText();
  const announce = useAnnounce();
  const save = useSaveWebhookEndpoint(organizationId, id);
  const deed = enabled ? 'switch-off' : 'switch-on';
  return (
    <AskedDeed
      deed={say(`webhook.${deed}`)}
      question={say(`webhook.${deed}.question`)}
      isBusy={save.isPending}
      error={save.error}
      onAsk={save.reset}
      onConfirm={(done) =>
        save.mutate(
          { url, eventTypes, enabled: !enabled },
          {
            onSuccess() {
              done();
              announce(say(enabled ? 'webhook.switched-off' : 'webhook.switched-on'));
            },
          },
        )
      }
    >
      {say(`webhook.${deed}.text`)}
    </AskedDeed>
  );
}

/** Removes an endpoint, after a question. */
export function RemoveEndpoint({ organizationId, endpoint: { id, url } }: EndpointDeedsProps) {
  const say = useText();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const remove = useRemoveWebhookEndpoint(organizationId, id);
  return (
    <AskedDeed
      deed={say('webhook.remove')}
      question={say('webhook.remove.question')}
      isDangerous
      isBusy={remove.isPending}
      error={remove.error}
      onAsk={remove.reset}
      onConfirm={(done) =>
        remove.mutate(undefined, {
          onSuccess() {
            done();
            announce(say('webhook.removed'));
            const to = '/organizations/$organizationId/settings/webhooks';
            void navigate({ to, params: { organizationId }, ignoreBlocker: true });
          },
        })
      }
    >
      {say('webhook.remove.text', { url })}
    </AskedDeed>
  );
}
