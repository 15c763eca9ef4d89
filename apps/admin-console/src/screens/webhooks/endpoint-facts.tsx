import type { WebhookEndpoint } from '../../api/webhook-endpoints.ts';
import { type Fact, Facts } from '../../components/facts.tsx';
import { ForeignText } from '../../components/foreign-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useText } from '../../i18n/use-text.ts';
import { EndpointState } from './endpoint-state.tsx';

/** What is known of an endpoint, but for its secret, which nobody is told again. */
export function EndpointFacts({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const say = useText();
  const format = useFormat();
  const { url, disabledFor, failingSince, lastError, lastDeliveredAt, secretSetAt, created, updated } = endpoint;
  const changed = ({ at, by }: WebhookEndpoint['created']) => say('webhook.changed-by', { at: format.instant(at), by });
  const facts: readonly Fact[] = [
    { name: say('webhooks.url'), value: <ForeignText>{url}</ForeignText> },
    { name: say('webhooks.state'), value: <EndpointState endpoint={endpoint} /> },
    {
      name: say('webhooks.last-delivered'),
      value: lastDeliveredAt === null ? say('word.never') : format.instant(lastDeliveredAt),
    },
    ...(failingSince === null ? [] : [{ name: say('webhook.failing-since'), value: format.instant(failingSince) }]),
    ...(lastError === null ? [] : [{ name: say('webhook.last-error'), value: <ForeignText>{lastError}</ForeignText> }]),
    { name: say('webhook.secret-set'), value: format.instant(secretSetAt) },
    { name: say('webhook.created'), value: changed(created) },
    { name: say('webhook.updated'), value: changed(updated) },
  ];
  return (
    <section>
      {disabledFor !== null && <Notice level="warning" title={say(`webhook.disabled-for.${disabledFor}`)} />}
      <Facts facts={facts} />
    </section>
  );
}
