import type { Schemas } from '@bilag/client';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { liveKey, liveOverviewKey } from './keys.ts';
import { useRefresh } from './use-refresh.ts';

/** An alert in a list; those of the platform say which organizations they are of. */
export type AlertItem = Schemas['AlertItem'] & Partial<Pick<Schemas['PlatformAlertItem'], 'organizations'>>;
/** An alert with everything that is known of it. */
export type AlertDetail = Schemas['AlertDetail'];
/** Whether its cause is still there. */
export type AlertState = AlertItem['state'];
/** Whose alerts: an organization's, or those of the platform. */
export type AlertOwner = string | null;

/** The platform has no name that an organization could have. */
const alertsKey = (owner: AlertOwner) => [...(owner === null ? [...liveOverviewKey, null] : liveKey(owner)), 'alerts'];

const pageSize = 50;
/** The rules are evaluated every minute, and what they find is in no entry that the stream of events tells of. */
const lookAgainMs = 10_000;

/** The alerts, newest first, page after page. */
export function useAlerts(owner: AlertOwner, state: AlertState | undefined) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [...alertsKey(owner), 'list', state ?? null],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({
      pageParam,
      signal,
    }): Promise<{ readonly items: readonly AlertItem[]; readonly nextCursor: string | null }> => {
      const query = {
        limit: pageSize,
        ...(state === undefined ? {} : { state }),
        ...(pageParam === undefined ? {} : { cursor: pageParam }),
      };
      return owner === null
        ? await client.get('/v1/alerts', { query, signal })
        : await client.get('/v1/organizations/{organizationId}/alerts', {
            path: { organizationId: owner },
            query,
            signal,
          });
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: lookAgainMs,
  });
}

/** One alert, and what became of the messages about it. */
export function useAlert(owner: AlertOwner, alertId: string) {
  const client = useClient();
  return useQuery({
    queryKey: [...alertsKey(owner), 'one', alertId],
    queryFn: ({ signal }) =>
      owner === null
        ? client.get('/v1/alerts/{alertId}', { path: { alertId }, signal })
        : client.get('/v1/organizations/{organizationId}/alerts/{alertId}', {
            path: { organizationId: owner, alertId },
            signal,
          }),
    refetchInterval: lookAgainMs,
  });
}

/** Says that somebody has seen an alert; with a note, what is being done. */
export function useAcknowledge(owner: AlertOwner, alertId: string) {
  const client = useClient();
  const refresh = useRefresh(alertsKey(owner));
  return useMutation({
    mutationFn: async (note: string) => {
      const body = note === '' ? {} : { note };
      return owner === null
        ? await client.post('/v1/alerts/{alertId}/acknowledgement', { path: { alertId }, body })
        : await client.post('/v1/organizations/{organizationId}/alerts/{alertId}/acknowledgement', {
            path: { organizationId: owner, alertId },
            body,
          });
    },
    onSettled: refresh,
  });
}
