import type { Schemas } from '@bilag/client';
import { useQuery } from '@tanstack/react-query';
import { connectorNames } from '../i18n/connector-names.ts';
import { usePreferences } from '../preferences/preferences.ts';
import { useClient } from './client.tsx';

/** The connectors that this installation has, called as the reader calls them; none until they are read. */
export function useConnectors(): readonly Schemas['Connector'][] {
  const client = useClient();
  const { language } = usePreferences();
  const { data = [] } = useQuery({
    queryKey: ['connectors'],
    queryFn: async ({ signal }) => (await client.get('/v1/connectors', { signal })).items,
    ...(language === 'nb' ? { select: inBokmål } : {}),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

const inBokmål = (connectors: readonly Schemas['Connector'][]): readonly Schemas['Connector'][] =>
  connectors.map((it) => ({ ...renamed(it), profiles: it.profiles.map(renamed) }));

const renamed = <T extends { readonly title: string }>(it: T): T => ({
  ...it,
  title: connectorNames[it.title] ?? it.title,
});

/** What people call a connector, by its name; the name itself until that is known. */
export function useConnectorTitle(): (connector: string) => string {
  const connectors = useConnectors();
  return (connector) => connectors.find((it) => it.name === connector)?.title ?? connector;
}
