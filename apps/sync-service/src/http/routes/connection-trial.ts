import { withinDeadline } from '@bilag/core';
import { administrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { assertFewBytes } from '../configuration-size.ts';
import { requireOrganization } from '../require-organization.ts';
import { credentialsFor } from '../saved-credentials.ts';
import { ConnectionTest, IntegrationChange } from '../schemas/integration.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { usedByOthers } from '../used-by-others.ts';

/** An administrator waits for it, so it answers in under 10 seconds, whatever the ERP does. */
const patienceMs = 9_000;

/** The connection test of what is not saved. */
export const connectionTrialRoutes: Routes = (api, ports) => {
  api.post(
    '/v1/organizations/:organizationId/integration/trial',
    {
      config: { access: administrators },
      schema: {
        operationId: 'tryIntegration',
        summary: 'Test a connection before it is saved',
        description:
          'What works goes on meanwhile, so that a slip of the pen stops nothing. Without credentials the saved ones are used, at addresses that are saved with them. Nothing is saved, and what is saved later needs a test of its own.',
        tags: ['integration'],
        params: OrganizationParams,
        body: ref(IntegrationChange),
        response: { 200: ref(ConnectionTest), ...problems(...guarded, ...withBody, 422, 502, 503, 504) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const { connector, settings } = request.body;
      await requireOrganization(ports, organizationId);
      assertFewBytes(request.body);
      const credentials = await credentialsFor(organizationId, request.body, ports);
      const report = await withinDeadline(ports.clock, patienceMs, (signal) =>
        ports.connectors.trial(organizationId, connector, { settings, credentials }, { signal }),
      );
      return {
        ledger: { ...report.ledger },
        usedByOthers: await usedByOthers(request, connector, report.ledger, ports),
        ledgerAccounts: [...report.ledgerAccounts],
        costCenters: [...report.costCenters],
        masterDataReadAt: null,
      };
    },
  );
};
