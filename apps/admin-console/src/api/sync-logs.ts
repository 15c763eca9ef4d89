import type { Schemas } from '@bilag/client';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { liveKey } from './keys.ts';

/** An entry of the audit log in a list. */
export type LogItem = Schemas['SyncLogItem'];
/** An entry with all that is kept of it. */
export type LogDetail = Schemas['SyncLogDetail'];

/** Which entries are listed; everything given must hold. */
export interface LogFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly result?: string | undefined;
  readonly kind?: 'reimbursement' | 'honorarium' | undefined;
  readonly action?: string | undefined;
  readonly trigger?: LogItem['trigger'] | undefined;
  readonly recordId?: string | undefined;
}

/**
 * The audit log of an organization, newest first, page after page; without one that of all organizations, for administrators of the platform. It is not
 * read again by itself: whoever reads a page of it should find it as it was.
 */
export function useSyncLogs(organizationId: string | undefined, filter: LogFilter) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ['sync-logs', organizationId ?? null, filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...given(filter), ...(pageParam === undefined ? {} : { cursor: pageParam }) };
      return organizationId === undefined
        ? client.get('/v1/sync-logs', { query, signal })
        : client.get('/v1/organizations/{organizationId}/sync-logs', { path: { organizationId }, query, signal });
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/** Who did such a thing last, as the audit log of an organization has it; null when nobody has. */
export function useLastActor(organizationId: string, action: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['sync-logs', organizationId, 'last', action],
    queryFn: async ({ signal }) => {
      const query = { action, limit: 1 };
      const path = { organizationId };
      const { items } = await client.get('/v1/organizations/{organizationId}/sync-logs', { path, query, signal });
      return items[0]?.actor ?? null;
    },
    gcTime: 0,
  });
}

/** What happened to one record, newest first; kept fresh while somebody looks. */
export function useRecordLogs(organizationId: string, recordId: string) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [...liveKey(organizationId), 'record-logs', recordId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.get('/v1/organizations/{organizationId}/sync-logs', {
        path: { organizationId },
        query: { recordId, limit: 20, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/** One entry. It never changes. */
export function useSyncLog(organizationId: string, logId: string, isWanted = true) {
  const client = useClient();
  return useQuery({
    queryKey: ['sync-log', organizationId, logId],
    queryFn: ({ signal }) =>
      client.get('/v1/organizations/{organizationId}/sync-logs/{logId}', { path: { organizationId, logId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isWanted,
  });
}

/** Fetches everything that a filter lets through as a file for a spreadsheet. */
export function useLogExport(organizationId: string) {
  const client = useClient();
  return useMutation({
    mutationFn: (filter: LogFilter) =>
      client.download('/v1/organizations/{organizationId}/sync-logs.csv', {
        path: { organizationId },
        query: given(filter),
      }),
  });
}

/** Asks the service to compare the log with its chain of seals. */
export function useLogVerification(organizationId: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['sync-log-verification', organizationId],
    queryFn: ({ signal }) =>
      client.get('/v1/organizations/{organizationId}/sync-logs/verification', { path: { organizationId }, signal }),
    staleTime: 60_000,
  });
}

/** Without what is left open. */
function given(filter: object) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
