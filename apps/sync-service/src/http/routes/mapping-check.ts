import { checkIntegration, SyncError } from '@bilag/core';
import { administrators, callerOf } from '../access.ts';
import type { Routes } from '../api.ts';
import { mappingCheckView } from '../mapping-check-view.ts';
import { requireIntegration } from '../require-integration.ts';
import { MappingCheck } from '../schemas/mapping-finding.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

/** A person waits for it, in milliseconds. */
const patienceMs = 29_000;

/** The check that is otherwise made at night. */
export const mappingCheckRoutes: Routes = (api, ports) => {
  api.post(
    '/v1/organizations/:organizationId/integration/mapping/check',
    {
      config: { access: administrators },
      schema: {
        operationId: 'checkFieldMapping',
        summary: 'Check the field mapping against the accounting system now',
        description:
          'Reads the lists afresh. What is found is an answer, not an error; it is shown on the integration too.',
        tags: ['integration'],
        params: OrganizationParams,
        response: { 200: ref(MappingCheck), ...problems(...guarded, 409, ...withBody, 422, 502, 503, 504) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const integration = await requireIntegration(ports, organizationId);
      if (integration.mapping.version === 0) {
        throw new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no field mapping yet.');
      }
      const by = { actor: callerOf(request).subject, patienceMs };
      const check = await checkIntegration(integration, ports, by);
      if (check.failure !== null) throw new SyncError(check.failure.code, check.failure.message);
      return mappingCheckView({ ...check, at: ports.clock.now() });
    },
  );
};
