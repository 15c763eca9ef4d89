import { Type } from 'typebox';
import { administrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { requireOrganization } from '../require-organization.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { SyncLogVerification } from '../schemas/sync-log-verification.ts';

/** Whether the audit log is what was written. */
export const syncLogVerificationRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/organizations/:organizationId/sync-logs/verification',
    {
      config: { access: administrators },
      schema: {
        operationId: 'verifySyncLogs',
        summary: 'Verify the sync log against its chain of seals',
        description:
          'Recomputes the hash of each entry, the chain of seals and their signatures, and names the first thing that is wrong. Of a log of 20,000 entries or more, what this process has verified in full within the hour is not read again, unless `full` asks for it; `checkedFrom` says where it began.',
        tags: ['syncs'],
        params: OrganizationParams,
        querystring: Type.Object(
          {
            full: Type.Optional(
              Type.Unsafe<'true' | 'false'>({
                type: 'string',
                enum: ['true', 'false'],
                description: 'Begin with the first entry; false when left out.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(SyncLogVerification), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const { sealedAt, checkedAt, ...found } = await ports.verifier.verify(organizationId, {
        full: request.query.full === 'true',
      });
      return { ...found, sealedAt: sealedAt?.toISOString() ?? null, checkedAt: checkedAt.toISOString() };
    },
  );
};
