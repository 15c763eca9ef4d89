import { queryOptions, useQuery } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { asksForRights } from './query-cache.tsx';

/** The organizations that the person may see. The first question of each session. */
export function useOrganizations() {
  const client = useClient();
  return useQuery(
    queryOptions({
      queryKey: ['organizations'],
      queryFn: async ({ signal }) => (await client.get('/v1/organizations', { signal })).items,
      staleTime: 60_000,
      meta: asksForRights,
    }),
  );
}
