import type { BilagClient, Schemas } from '@bilag/client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { liveKey, organizationKey } from './keys.ts';

/** Where an organization's syncs stand. */
export type Status = Schemas['OrganizationStatus'];
/** How an organization's syncs have gone lately. */
export type StatusHistory = Schemas['OrganizationStatusHistory'];
/** A sync that somebody or the schedule began. */
export type Sync = Schemas['Sync'];

/** How the status of an organization is asked for. */
export const statusQuery = (client: BilagClient, organizationId: string) =>
  queryOptions({
    queryKey: [...liveKey(organizationId), 'status'],
    queryFn: ({ signal }) =>
      client.get('/v1/organizations/{organizationId}/status', { path: { organizationId }, signal }),
  });

/** The status of an organization. */
export function useStatus(organizationId: string) {
  return useQuery(statusQuery(useClient(), organizationId));
}

/** The last 14 days: what was booked and failed, and how long it took. */
export function useStatusHistory(organizationId: string) {
  const client = useClient();
  return useQuery({
    queryKey: [...liveKey(organizationId), 'status-history'],
    queryFn: ({ signal }) =>
      client.get('/v1/organizations/{organizationId}/status/history', { path: { organizationId }, signal }),
  });
}

/** A sync and its progress; nothing without an id. */
export function useSync(organizationId: string, syncId: string | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: [...liveKey(organizationId), 'sync', syncId],
    queryFn: ({ signal }) =>
      client.get('/v1/organizations/{organizationId}/syncs/{syncId}', {
        path: { organizationId, syncId: syncId ?? '' },
        signal,
      }),
    enabled: syncId !== undefined,
  });
}

/** Begins a sync by hand. */
export function useRequestSync(organizationId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.post('/v1/organizations/{organizationId}/syncs', { path: { organizationId }, body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: liveKey(organizationId) }),
  });
}

/** Starts or stops the sending of vouchers. */
export function useSwitchConnector(organizationId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (enabled: boolean) =>
      client.put('/v1/organizations/{organizationId}/integration/enabled', {
        path: { organizationId },
        body: { enabled },
      }),
    // Waited for, so that the switch shows what is when that is announced.
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: liveKey(organizationId) }),
        queries.invalidateQueries({ queryKey: organizationKey(organizationId) }),
      ]),
  });
}
