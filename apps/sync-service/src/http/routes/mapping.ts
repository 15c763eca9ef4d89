import { refuseContradictions, type FieldMapping as StoredMapping, SyncError, saveFieldMapping } from '@bilag/core';
import { administrators, callerOf } from '../access.ts';
import type { Routes } from '../api.ts';
import { etagOf, IfMatch, preconditionOf } from '../etag.ts';
import { requireOrganization } from '../require-organization.ts';
import { FieldMapping, NewFieldMapping } from '../schemas/mapping.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

const tags = ['integration'];
const path = '/v1/organizations/:organizationId/integration/mapping';

/** An organization's field mapping. A version never changes; saving makes the next one. */
export const mappingRoutes: Routes = (api, ports) => {
  api.get(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'getFieldMapping',
        summary: 'Read the current field mapping',
        description: 'Its `ETag` is for `If-Match` when the next version is saved.',
        tags,
        params: OrganizationParams,
        response: { 200: ref(FieldMapping), ...problems(...guarded, 409) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const mapping = (await ports.config.approvalRulesOf(organizationId))?.mapping;
      if (mapping === undefined) {
        throw new SyncError('INTEGRATION_NOT_CONFIGURED', 'The organization has no field mapping yet.');
      }
      const view = mappingView(mapping);
      return await reply.header('etag', etagOf(view)).send(view);
    },
  );

  api.put(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'saveFieldMapping',
        summary: 'Save the next version of the field mapping',
        description:
          'Vouchers that are not sent yet are made with it. While the connector is enabled, one that would get vouchers refused is not saved; `findings` says why.',
        tags,
        params: OrganizationParams,
        headers: IfMatch,
        body: ref(NewFieldMapping),
        response: { 200: ref(FieldMapping), ...problems(...guarded, 412, ...withBody, 422) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      refuseContradictions(request.body);
      const { subject } = callerOf(request);
      const precondition = preconditionOf(request.headers);
      const saved = await saveFieldMapping(organizationId, request.body, subject, ports, (stored) =>
        precondition?.(stored && mappingView(stored)),
      );
      const view = mappingView(saved);
      return await reply.header('etag', etagOf(view)).send(view);
    },
  );
};

function mappingView({ expenseTypes, credit, costCenters, projects, ...rest }: StoredMapping): FieldMapping {
  return {
    ...rest,
    expenseTypes: { ...expenseTypes },
    credit: { ...credit },
    ...(costCenters === undefined ? {} : { costCenters: { ...costCenters } }),
    ...(projects === undefined ? {} : { projects: { ...projects } }),
  };
}
