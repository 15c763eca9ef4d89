import type { Schemas } from '@bilag/client';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { useRefresh } from './use-refresh.ts';
import { useIsRemoved, webhooksKey } from './webhook-endpoints.ts';

/** A message to an endpoint, and what became of it. */
export type WebhookDelivery = Schemas['WebhookDelivery'];
/** How far a message has come. */
export type DeliveryState = WebhookDelivery['state'];

const endpoint = '/v1/organizations/{organizationId}/webhook-endpoints/{endpointId}';
/** A message is usually taken within two seconds; until then its state is looked at more often. */
const whileWaitingMs = 2_000;
const lookAgainMs = 10_000;

/** The messages to an endpoint, newest first, page after page. */
export function useWebhookDeliveries(organizationId: string, endpointId: string, state: DeliveryState | undefined) {
  const client = useClient();
  const isRemoved = useIsRemoved(organizationId, endpointId);
  return useInfiniteQuery({
    enabled: !isRemoved,
    queryKey: [...webhooksKey(organizationId), 'deliveries', endpointId, state ?? null],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.get(`${endpoint}/deliveries`, {
        path: { organizationId, endpointId },
        query: {
          ...(state === undefined ? {} : { state }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some((it) => it.state === 'waiting')) ? whileWaitingMs : lookAgainMs,
  });
}

/** Sends a message that is about no record. */
export function useTestWebhook(organizationId: string, endpointId: string) {
  const client = useClient();
  const refresh = useRefresh(webhooksKey(organizationId));
  return useMutation({
    mutationFn: () => client.post(`${endpoint}/test`, { path: { organizationId, endpointId } }),
    onSettled: refresh,
  });
}

/** Sends a message once more, now. */
export function useSendWebhookAgain(organizationId: string, endpointId: string) {
  const client = useClient();
  const refresh = useRefresh(webhooksKey(organizationId));
  return useMutation({
    mutationFn: (deliveryId: string) =>
      client.post(`${endpoint}/deliveries/{deliveryId}/retry`, { path: { organizationId, endpointId, deliveryId } }),
    onSettled: refresh,
  });
}
