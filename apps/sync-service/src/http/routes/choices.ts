import { SyncError, withinDeadline } from '@bilag/core';
import { administrators } from '../access.ts';
import type { Routes } from '../api.ts';
import type { HttpPorts } from '../http-ports.ts';
import { requireOrganization } from '../require-organization.ts';
import { assertSavedAddresses } from '../saved-addresses.ts';
import { IntegrationChange, SettingsChoiceList } from '../schemas/integration.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

/** An administrator waits for it, so it answers in under 10 seconds. */
const patienceMs = 9_000;

/** What credentials open, to choose settings from. */
export const choiceRoutes: Routes = (api, ports) => {
  api.post(
    '/v1/organizations/:organizationId/integration/choices',
    {
      config: { access: administrators },
      schema: {
        operationId: 'listSettingsChoices',
        summary: 'List what the credentials open: companies, entities, journals',
        description:
          'The settings need not be complete. Without credentials the saved ones are used, at addresses that are saved with them. Nothing is saved.',
        tags: ['integration'],
        params: OrganizationParams,
        body: ref(IntegrationChange),
        response: { 200: ref(SettingsChoiceList), ...problems(...guarded, ...withBody, 422, 502, 503, 504) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const { connector, settings, credentials } = request.body;
      await requireOrganization(ports, organizationId);
      const used = credentials ?? (await savedCredentials(organizationId, connector, settings, ports));
      const items = await withinDeadline(ports.clock, patienceMs, (signal) =>
        ports.connectors.choices(organizationId, connector, { settings, credentials: used }, { signal }),
      );
      return { items: items.map(({ title, settings: chosen }) => ({ title, settings: { ...chosen } })) };
    },
  );
};

async function savedCredentials(organizationId: string, connector: string, settings: unknown, ports: HttpPorts) {
  const saved = await ports.config.integrationOf(organizationId);
  if (saved?.connector !== connector) {
    throw new SyncError('INVALID_CREDENTIALS_FORM', 'There are no saved credentials for this connector.', {
      field: 'credentials',
    });
  }
  assertSavedAddresses(settings, saved.settings);
  return saved.credentials;
}
