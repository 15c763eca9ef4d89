import type { StatusDelivery, WebhookEndpoint as StoredEndpoint } from '@bilag/core';
import type { WebhookDelivery, WebhookEndpoint } from './schemas/webhook-endpoint.ts';

/** An endpoint as it is shown. */
export function endpointView(it: StoredEndpoint): WebhookEndpoint {
  const changed = ({ at, by }: StoredEndpoint['created']) => ({ at: at.toISOString(), by });
  return {
    id: it.endpointId,
    url: it.url,
    eventTypes: [...it.eventTypes],
    enabled: it.enabled,
    disabledFor: it.disabledFor,
    failingSince: it.failingSince?.toISOString() ?? null,
    lastError: it.lastError,
    lastDeliveredAt: it.lastDeliveredAt?.toISOString() ?? null,
    secretSetAt: it.secretSetAt.toISOString(),
    created: changed(it.created),
    updated: changed(it.updated),
    link: `/v1/organizations/${it.organizationId}/webhook-endpoints/${it.endpointId}`,
  };
}

/** A message as it is shown. */
export function deliveryView({ deliveryId, ...it }: StatusDelivery): WebhookDelivery {
  return {
    id: deliveryId,
    type: it.type,
    recordId: it.recordId,
    state: it.state,
    attempts: it.attempts,
    nextAttemptAt: it.nextAttemptAt?.toISOString() ?? null,
    lastError: it.lastError,
    occurredAt: it.occurredAt.toISOString(),
    endedAt: it.endedAt?.toISOString() ?? null,
  };
}
