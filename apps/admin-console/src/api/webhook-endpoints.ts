import type { Schemas } from '@bilag/client';
import { useMutation, useMutationState, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { liveKey } from './keys.ts';

/** Another service that is told what becomes of records; never its secret. */
export type WebhookEndpoint = Schemas['WebhookEndpoint'];
/** What an administrator decides of it. */
export type WebhookEndpointChange = Schemas['WebhookEndpointChange'];
/** An event that it can be told of. */
export type StatusEvent = WebhookEndpointChange['eventTypes'][number];

/** Everything about the endpoints of an organization. */
export const webhooksKey = (organizationId: string) => [...liveKey(organizationId), 'webhook-endpoints'];
const keyOf = (organizationId: string, endpointId: string) => [...webhooksKey(organizationId), 'one', endpointId];
const removalKeyOf = (organizationId: string, endpointId: string) => [
  ...webhooksKey(organizationId),
  'removal',
  endpointId,
];

const all = '/v1/organizations/{organizationId}/webhook-endpoints';
const one = '/v1/organizations/{organizationId}/webhook-endpoints/{endpointId}';
/** A try at an endpoint is in no entry that the stream of events tells of. Whoever looks at one waits for what becomes of a message. */
const lookAgainMs = { atAll: 10_000, atOne: 2_000 };

/** The endpoints, each with whether it takes what it is sent. */
export function useWebhookEndpoints(organizationId: string) {
  const client = useClient();
  return useQuery({
    queryKey: [...webhooksKey(organizationId), 'list'],
    queryFn: async ({ signal }) => (await client.get(all, { path: { organizationId }, signal })).items,
    refetchInterval: lookAgainMs.atAll,
  });
}

/** Whether it is being removed or was: what is gone is not asked for any more, although the screen still shows it. */
export function useIsRemoved(organizationId: string, endpointId: string): boolean {
  const mutationKey = removalKeyOf(organizationId, endpointId);
  const removals = useMutationState({ filters: { mutationKey }, select: ({ state }) => state.status });
  return removals.some((it) => it === 'pending' || it === 'success');
}

/** One of them. It is forgotten with its screen: whoever comes back must not see one that was removed meanwhile. */
export function useWebhookEndpoint(organizationId: string, endpointId: string) {
  const client = useClient();
  const isRemoved = useIsRemoved(organizationId, endpointId);
  return useQuery({
    enabled: !isRemoved,
    gcTime: 0,
    queryKey: keyOf(organizationId, endpointId),
    queryFn: ({ signal }) => client.get(one, { path: { organizationId, endpointId }, signal }),
    refetchInterval: lookAgainMs.atOne,
  });
}

/** Adds one. The answer has its secret, which is kept nowhere but in what shows it. */
export function useAddWebhookEndpoint(organizationId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: (body: WebhookEndpointChange) => client.post(all, { path: { organizationId }, body }),
    onSettled: () => void queries.invalidateQueries({ queryKey: webhooksKey(organizationId) }),
  });
}

/** Saves address, events and whether it is told. Whoever comes back finds what was saved. */
export function useSaveWebhookEndpoint(organizationId: string, endpointId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: WebhookEndpointChange) => client.put(one, { path: { organizationId, endpointId }, body }),
    async onSuccess(saved) {
      await queries.cancelQueries({ queryKey: webhooksKey(organizationId) });
      queries.setQueryData<WebhookEndpoint>(keyOf(organizationId, endpointId), saved);
      void queries.invalidateQueries({ queryKey: webhooksKey(organizationId) });
    },
  });
}

/** Makes a new secret. The answer has it, likewise. */
export function useReplaceWebhookSecret(organizationId: string, endpointId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: async () => (await client.post(`${one}/secret`, { path: { organizationId, endpointId } })).secret,
    onSettled: () => void queries.invalidateQueries({ queryKey: webhooksKey(organizationId) }),
  });
}

/** Removes one, with its secret and its messages. That it is gone is known for as long as its screen is shown; after that the service says so. */
export function useRemoveWebhookEndpoint(organizationId: string, endpointId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationKey: removalKeyOf(organizationId, endpointId),
    mutationFn: () => client.delete(one, { path: { organizationId, endpointId } }),
    onMutate: () => queries.cancelQueries({ queryKey: webhooksKey(organizationId) }),
    onSuccess() {
      void queries.invalidateQueries({ queryKey: [...webhooksKey(organizationId), 'list'] });
    },
  });
}
