import { withinDeadline } from '@bilag/core';
import { administrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { assertFewBytes } from '../configuration-size.ts';
import { requireOrganization } from '../require-organization.ts';
import { credentialsFor } from '../saved-credentials.ts';
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
      const { connector, settings } = request.body;
      await requireOrganization(ports, organizationId);
      assertFewBytes(request.body);
      const credentials = await credentialsFor(organizationId, request.body, ports);
      const items = await withinDeadline(ports.clock, patienceMs, (signal) =>
        ports.connectors.choices(organizationId, connector, { settings, credentials }, { signal }),
      );
      return { items: items.map(({ title, settings: chosen }) => ({ title, settings: { ...chosen } })) };
    },
  );
};
