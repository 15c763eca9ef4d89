import type { Schemas } from '@bilag/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { liveOverviewKey } from './keys.ts';

/** One organization and how its syncs stand. */
export type OverviewItem = Schemas['OverviewItem'];

/** Which organizations are listed. */
export interface OverviewFilter {
  /** A connector's name, or `none`. */
  readonly connector?: string | undefined;
  readonly health?: OverviewItem['health'] | undefined;
}

/** The organizations that a filter leaves, page after page; for administrators of the platform. */
export function useOverview(filter: OverviewFilter) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [...liveOverviewKey, 'overview', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.get('/v1/overview', {
        query: {
          ...(filter.connector === undefined ? {} : { connector: filter.connector }),
          ...(filter.health === undefined ? {} : { health: filter.health }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}
