import type { Schemas } from '@bilag/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from './client.tsx';

/** The connectors that this installation has; none until they are read. */
export function useConnectors(): readonly Schemas['Connector'][] {
  const client = useClient();
  const { data = [] } = useQuery({
    queryKey: ['connectors'],
    queryFn: async ({ signal }) => (await client.get('/v1/connectors', { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

/** What people call a connector, by its name; the name itself until that is known. */
export function useConnectorTitle(): (connector: string) => string {
  const connectors = useConnectors();
  return (connector) => connectors.find((it) => it.name === connector)?.title ?? connector;
}
