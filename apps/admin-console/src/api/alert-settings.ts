import type { Schemas } from '@bilag/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { organizationKey } from './keys.ts';
import { onlyTo, type Versioned, versionedOf } from './versioned.ts';

/** When an organization is alerted, and who is told; never the webhook's secret. */
export type AlertSettings = Schemas['AlertSettings'];
/** What takes their place. */
export type AlertSettingsChange = Schemas['AlertSettingsChange'];

const keyOf = (organizationId: string) => [...organizationKey(organizationId), 'alert-settings'];

/** The settings of now. Whoever is typing is not disturbed: they are read once. */
export function useAlertSettings(organizationId: string) {
  const client = useClient();
  return useQuery({
    queryKey: keyOf(organizationId),
    queryFn: async ({ signal }): Promise<Versioned<AlertSettings>> =>
      versionedOf(
        await client.send('get', '/v1/organizations/{organizationId}/alert-settings', {
          path: { organizationId },
          signal,
        }),
      ),
    // Whoever comes back begins with what is saved then.
    gcTime: 0,
  });
}

/** Saves all settings at once, unless somebody else has saved since they were read. */
export function useSaveAlertSettings(organizationId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ change, etag }: { readonly change: AlertSettingsChange; readonly etag: string | undefined }) =>
      versionedOf(
        await client.send('put', '/v1/organizations/{organizationId}/alert-settings', {
          path: { organizationId },
          body: change,
          headers: onlyTo(etag),
        }),
      ),
    async onSuccess(saved) {
      await queries.cancelQueries({ queryKey: keyOf(organizationId) });
      queries.setQueryData<Versioned<AlertSettings>>(keyOf(organizationId), saved);
    },
  });
}
