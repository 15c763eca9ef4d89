import { previewMapping, refuseContradictions } from '@bilag/core';
import { administrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { mappingPreviewView } from '../mapping-preview-view.ts';
import { requireOrganization } from '../require-organization.ts';
import { MappingPreview, MappingTrial } from '../schemas/mapping-preview.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

/** What a field mapping would do before it is saved. */
export const mappingPreviewRoutes: Routes = (api, ports) => {
  api.post(
    '/v1/organizations/:organizationId/integration/mapping/preview',
    {
      config: { access: administrators },
      schema: {
        operationId: 'previewFieldMapping',
        summary: 'See what a field mapping would do to the records that are not sent yet',
        description:
          'Compared with the current mapping and with the lists as they were last read, with the voucher of one record. Nothing is saved, sent or asked of the accounting system.',
        tags: ['integration'],
        params: OrganizationParams,
        body: ref(MappingTrial),
        response: { 200: ref(MappingPreview), ...problems(...guarded, 409, ...withBody, 422) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const { mapping, recordId } = request.body;
      await requireOrganization(ports, organizationId);
      refuseContradictions(mapping);
      return mappingPreviewView(await previewMapping(organizationId, mapping, recordId, ports));
    },
  );
};
