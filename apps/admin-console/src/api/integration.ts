import { type BilagClient, isBilagProblem, type Schemas } from '@bilag/client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { liveKey, organizationKey } from './keys.ts';
import { useRefresh } from './use-refresh.ts';
import { onlyTo, type Versioned, versionedOf } from './versioned.ts';

/** How an organization is connected; never its credentials. */
export type Integration = Schemas['Integration'];
/** Connector, settings and, when they are replaced, credentials. */
export type IntegrationChange = Schemas['IntegrationChange'];
/** What a connection test found. */
export type ConnectionTest = Schemas['ConnectionTest'];
/** A field mapping without its version. */
export type Mapping = Schemas['NewFieldMapping'];
/** What a field mapping would do. */
export type MappingPreview = Schemas['MappingPreview'];

const integrationKey = (organizationId: string) => [...organizationKey(organizationId), 'integration'];
const mappingKey = (organizationId: string, version: number | null) => [
  ...organizationKey(organizationId),
  'mapping',
  version,
];

/** The integration, or null when the organization has none yet. */
export function useIntegration(organizationId: string) {
  return useQuery({ ...useIntegrationQuery(organizationId), select: (it) => it?.content ?? null });
}

/** The same with its tag, for whoever changes it. */
export function useIntegrationToChange(organizationId: string) {
  return useQuery(useIntegrationQuery(organizationId));
}

function useIntegrationQuery(organizationId: string) {
  const client = useClient();
  return queryOptions({
    queryKey: integrationKey(organizationId),
    queryFn: ({ signal }) => readIntegration(client, organizationId, signal),
    staleTime: 0,
  });
}

async function readIntegration(
  client: BilagClient,
  organizationId: string,
  signal?: AbortSignal,
): Promise<Versioned<Integration> | null> {
  const input = { path: { organizationId }, ...(signal === undefined ? {} : { signal }) };
  // Asked first, as an integration that is not there is no error to whoever sets one up.
  const status = await client.get('/v1/organizations/{organizationId}/status', input);
  if (status.connector === null) return null;
  return versionedOf(await client.send('get', '/v1/organizations/{organizationId}/integration', input));
}

/** The current field mapping, or null when there is none yet. */
export function useMapping(organizationId: string, version: number | null | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: mappingKey(organizationId, version ?? null),
    queryFn: async ({ signal }): Promise<Versioned<Mapping | null>> => {
      if (version == null) return { content: null, etag: undefined };
      const { content, etag } = versionedOf(
        await client.send('get', '/v1/organizations/{organizationId}/integration/mapping', {
          path: { organizationId },
          signal,
        }),
      );
      return { content: withoutVersion(content), etag };
    },
    enabled: version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function withoutVersion(stored: Schemas['FieldMapping']): Mapping {
  const { version: _, ...mapping } = stored;
  return mapping;
}

/** Tests what is typed, without saving it. */
export function useTrial(organizationId: string) {
  const client = useClient();
  return useMutation({
    mutationFn: (body: IntegrationChange) =>
      client.post('/v1/organizations/{organizationId}/integration/trial', { path: { organizationId }, body }),
  });
}

/** Asks what the credentials open, to choose settings from. */
export function useSettingsChoices(organizationId: string) {
  const client = useClient();
  return useMutation({
    mutationFn: async (body: IntegrationChange) =>
      (await client.post('/v1/organizations/{organizationId}/integration/choices', { path: { organizationId }, body }))
        .items,
  });
}

/** Tests what is saved. A success is remembered, and the lists are read. */
export function useConnectionTest(organizationId: string) {
  const client = useClient();
  const renew = useRenewal(organizationId);
  return useMutation({
    mutationFn: () => client.post('/v1/organizations/{organizationId}/integration/test', { path: { organizationId } }),
    onSettled: renew,
  });
}

/** A connection as it is typed, and the one that it takes the place of. */
export interface ConnectionSaving {
  readonly change: IntegrationChange;
  /** What was read when the typing began; null when there was none. */
  readonly base: Versioned<Integration> | null;
}

/** Saves a connection, unless somebody else has since it was read, and tests what was saved. */
export function useSaveIntegration(organizationId: string) {
  const client = useClient();
  const queries = useQueryClient();
  const renew = useRenewal(organizationId);
  return useMutation({
    mutationFn: async (saving: ConnectionSaving) => {
      const path = { organizationId };
      const saved = await saveConnection(client, organizationId, saving);
      await queries.cancelQueries({ queryKey: integrationKey(organizationId) });
      queries.setQueryData<Versioned<Integration> | null>(integrationKey(organizationId), saved);
      return await client.post('/v1/organizations/{organizationId}/integration/test', { path });
    },
    onSettled: renew,
  });
}

/** The tag changes whenever a connection is tested, enabled or paused, too. Only one that somebody has saved is another connection. */
async function saveConnection(
  client: BilagClient,
  organizationId: string,
  { change, base }: ConnectionSaving,
): Promise<Versioned<Integration>> {
  const put = async (etag: string | undefined) =>
    versionedOf(
      await client.send('put', '/v1/organizations/{organizationId}/integration', {
        path: { organizationId },
        body: change,
        headers: onlyTo(etag),
      }),
    );
  try {
    return await put(base?.etag);
  } catch (error) {
    if (base === null || !isBilagProblem(error, 'PRECONDITION_FAILED')) throw error;
    const now = await readIntegration(client, organizationId);
    if (now === null || !isSameConnection(now.content, base.content)) throw error;
    return await put(now.etag);
  }
}

const isSameConnection = (one: Integration, other: Integration) =>
  one.configVersion === other.configVersion && one.credentialVersion === other.credentialVersion;

/** Saves the next version of a field mapping, unless somebody else has since it was read. Whoever comes back to it at once finds what was saved, not what was there before. */
export function useSaveMapping(organizationId: string) {
  const client = useClient();
  const queries = useQueryClient();
  const renew = useRenewal(organizationId);
  return useMutation({
    mutationFn: async ({ mapping, etag }: { readonly mapping: Mapping; readonly etag: string | undefined }) =>
      versionedOf(
        await client.send('put', '/v1/organizations/{organizationId}/integration/mapping', {
          path: { organizationId },
          body: mapping,
          headers: onlyTo(etag),
        }),
      ),
    async onSuccess({ content, etag }) {
      // An older answer that is still under way must not take its place.
      await queries.cancelQueries({ queryKey: integrationKey(organizationId) });
      const { version: mappingVersion } = content;
      const saved = { content: withoutVersion(content), etag };
      queries.setQueryData<Versioned<Mapping | null>>(mappingKey(organizationId, mappingVersion), saved);
      queries.setQueryData<Versioned<Integration> | null>(
        integrationKey(organizationId),
        (it) => it && { ...it, content: { ...it.content, mappingVersion } },
      );
    },
    onSettled: renew,
  });
}

/** Asks what a field mapping would do to the records that are not sent yet, and for the voucher of one of them. */
export function useMappingPreview(organizationId: string) {
  const client = useClient();
  return useMutation({
    mutationFn: ({ mapping, recordId }: { readonly mapping: Mapping; readonly recordId?: string }) =>
      client.post('/v1/organizations/{organizationId}/integration/mapping/preview', {
        path: { organizationId },
        body: { mapping, ...(recordId === undefined ? {} : { recordId }) },
      }),
  });
}

/** What was read of an integration is read again. */
const useRenewal = (organizationId: string) => useRefresh(organizationKey(organizationId), liveKey(organizationId));
