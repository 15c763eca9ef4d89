import type { Schemas } from '@bilag/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { organizationKey } from './keys.ts';

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
    queryFn: ({ signal }) =>
      client.get('/v1/organizations/{organizationId}/alert-settings', { path: { organizationId }, signal }),
  });
}

/** Saves all settings at once. Whoever comes back to them finds what was saved. */
export function useSaveAlertSettings(organizationId: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: AlertSettingsChange) =>
      client.put('/v1/organizations/{organizationId}/alert-settings', { path: { organizationId }, body }),
    async onSuccess(saved) {
      await queries.cancelQueries({ queryKey: keyOf(organizationId) });
      queries.setQueryData<AlertSettings>(keyOf(organizationId), saved);
    },
  });
}
