import { administrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { requireIntegration } from '../require-integration.ts';
import { ErpUsage } from '../schemas/erp-usage.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { usageView } from '../usage-view.ts';

/** How much the organization's accounting system was asked this month. */
export const usageRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/organizations/:organizationId/integration/usage',
    {
      config: { access: administrators },
      schema: {
        operationId: 'getErpUsage',
        summary: 'Read this month’s requests to the accounting system, and their forecast',
        description: 'Requests of the last few seconds may be missing.',
        tags: ['integration'],
        params: OrganizationParams,
        response: { 200: ref(ErpUsage), ...problems(...guarded, 409, 422, 502) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const integration = await requireIntegration(ports, organizationId);
      const { traits } = await ports.gateways.gatewayFor(integration);
      return usageView(await ports.usage.currentMonth(organizationId), traits.monthlyAllowance);
    },
  );
};
