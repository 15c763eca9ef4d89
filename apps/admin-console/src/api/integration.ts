import { BilagProblem, type Schemas } from '@bilag/client';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { liveKey, organizationKey } from './keys.ts';
import { useRefresh } from './use-refresh.ts';

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
  const client = useClient();
  return useQuery({
    queryKey: integrationKey(organizationId),
    queryFn: async ({ signal }) => {
      // Asked first, as an integration that is not there is no error to whoever sets one up.
      const status = await client.get('/v1/organizations/{organizationId}/status', {
        path: { organizationId },
        signal,
      });
      if (status.connector === null) return null;
      return await client.get('/v1/organizations/{organizationId}/integration', { path: { organizationId }, signal });
    },
    staleTime: 0,
  });
}

/** The current field mapping, or null when there is none yet. */
export function useMapping(organizationId: string, version: number | null | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: mappingKey(organizationId, version ?? null),
    queryFn: async ({ signal }): Promise<Mapping | null> => {
      if (version == null) return null;
      const { version: _, ...mapping } = await client.get('/v1/organizations/{organizationId}/integration/mapping', {
        path: { organizationId },
        signal,
      });
      return mapping;
    },
    enabled: version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
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

/** Saves a connection and tests what was saved. */
export function useSaveIntegration(organizationId: string) {
  const client = useClient();
  const queries = useQueryClient();
  const renew = useRenewal(organizationId);
  return useMutation({
    mutationFn: async (body: IntegrationChange) => {
      const path = { organizationId };
      const saved = await client.put('/v1/organizations/{organizationId}/integration', { path, body });
      await queries.cancelQueries({ queryKey: integrationKey(organizationId) });
      queries.setQueryData<Integration | null>(integrationKey(organizationId), saved);
      return await client.post('/v1/organizations/{organizationId}/integration/test', { path });
    },
    onSettled: renew,
  });
}

/** Saves the next version of a field mapping. Whoever comes back to it at once finds what was saved, not what was there before. */
export function useSaveMapping(organizationId: string) {
  const client = useClient();
  const queries = useQueryClient();
  const renew = useRenewal(organizationId);
  return useMutation({
    mutationFn: (body: Mapping) =>
      client.put('/v1/organizations/{organizationId}/integration/mapping', { path: { organizationId }, body }),
    async onSuccess({ version, ...mapping }) {
      // An older answer that is still under way must not take its place.
      await queries.cancelQueries({ queryKey: integrationKey(organizationId) });
      queries.setQueryData<Mapping>(mappingKey(organizationId, version), mapping);
      queries.setQueryData<Integration | null>(
        integrationKey(organizationId),
        (it) => it && { ...it, mappingVersion: version },
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

/** A list of codes of the accounting system. */
export type CodeList = 'ledger-accounts' | 'cost-centers' | 'vat-codes';

/** A code and what it stands for. */
export interface Code {
  readonly code: string;
  readonly name: string;
  readonly isClosed: boolean;
}

/** A part of a list of codes. */
export interface Codes {
  /** Whether the accounting system has such a list at all, and it has been read. */
  readonly isOffered: boolean;
  readonly isWhole: boolean;
  readonly items: readonly Code[];
}

const noCodes: Codes = { isOffered: false, isWhole: true, items: [] };

/** The codes that have a text in them; the first 200 of them. A list that is not read, or not offered, is empty. */
export function useCodes(organizationId: string, list: CodeList, search: string) {
  const client = useClient();
  return useQuery({
    queryKey: [...organizationKey(organizationId), 'codes', list, search],
    queryFn: async ({ signal }): Promise<Codes> => {
      const input = {
        path: { organizationId },
        query: { limit: 200, ...(search === '' ? {} : { q: search.slice(0, 100) }) },
        signal,
      };
      try {
        if (list === 'ledger-accounts') {
          const page = await client.get('/v1/organizations/{organizationId}/integration/ledger-accounts', input);
          return codesOf(
            page,
            page.items.map(({ number, name, postable }) => ({ code: number, name, isClosed: !postable })),
          );
        }
        if (list === 'vat-codes') {
          const page = await client.get('/v1/organizations/{organizationId}/integration/vat-codes', input);
          return codesOf(
            page,
            page.items.map(({ code, name }) => ({ code, name, isClosed: false })),
          );
        }
        const page = await client.get('/v1/organizations/{organizationId}/integration/cost-centers', input);
        return codesOf(
          page,
          page.items.map(({ code, name, postable }) => ({ code, name, isClosed: !postable })),
        );
      } catch (error) {
        if (error instanceof BilagProblem && error.problem?.code === 'MASTER_DATA_NOT_READ') return noCodes;
        throw error;
      }
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

function codesOf(
  page: { readonly offered: boolean; readonly nextCursor: string | null },
  items: readonly Code[],
): Codes {
  return { isOffered: page.offered, isWhole: page.nextCursor === null, items };
}
