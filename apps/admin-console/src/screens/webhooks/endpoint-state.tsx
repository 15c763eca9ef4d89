import type { WebhookEndpoint } from '../../api/webhook-endpoints.ts';
import { Badge, type Tone } from '../../components/badge.tsx';
import type { ShapeName } from '../../components/shape.tsx';
import { useText } from '../../i18n/use-text.ts';

const looks = {
  working: ['good', 'check'],
  unused: ['quiet', 'clock'],
  failing: ['warn', 'triangle'],
  off: ['quiet', 'ring'],
} as const satisfies Readonly<Record<string, readonly [Tone, ShapeName]>>;

/** Whether an endpoint takes what it is sent. */
export function EndpointState({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const say = useText();
  const state = stateOf(endpoint);
  const [tone, shape] = looks[state];
  return (
    <Badge tone={tone} shape={shape}>
      {say(`webhook.state.${state}`)}
    </Badge>
  );
}

function stateOf({ enabled, failingSince, lastDeliveredAt }: WebhookEndpoint): keyof typeof looks {
  if (!enabled) return 'off';
  if (failingSince !== null) return 'failing';
  return lastDeliveredAt === null ? 'unused' : 'working';
}
