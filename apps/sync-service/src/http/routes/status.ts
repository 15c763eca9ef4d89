import { administrators, unknownOrganization } from '../access.ts';
import type { Routes } from '../api.ts';
import { requireOrganization } from '../require-organization.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { OrganizationStatus, OrganizationStatusHistory } from '../schemas/status.ts';
import { statusView } from '../status-view.ts';

/** Where an organization's syncs stand: the figures of the dashboard. */
export const statusRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/organizations/:organizationId/status',
    {
      config: { access: administrators },
      schema: {
        operationId: 'getStatus',
        summary: 'Read where the syncs stand',
        description:
          'Green after a sync without errors, amber with failed records or when access was refused, red when nothing was synced for a day although something was due.',
        tags: ['syncs'],
        params: OrganizationParams,
        response: { 200: ref(OrganizationStatus), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const status = await ports.status.read(organizationId);
      if (status === undefined) throw unknownOrganization();
      return statusView(organizationId, status);
    },
  );

  api.get(
    '/v1/organizations/:organizationId/status/history',
    {
      config: { access: administrators },
      schema: {
        operationId: 'getStatusHistory',
        summary: 'Read how the syncs have gone in the last 14 days',
        description: 'Records booked and failed on each day of Norway’s calendar, and how long they took.',
        tags: ['syncs'],
        params: OrganizationParams,
        response: { 200: ref(OrganizationStatusHistory), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const { days, approvalToBooked } = await ports.status.history(organizationId);
      return { days: days.map((it) => ({ ...it })), approvalToBooked };
    },
  );
};
