import { requestSync, SyncError } from '@bilag/core';
import { Type } from 'typebox';
import { administrators, callerOf } from '../access.ts';
import type { Api, Routes } from '../api.ts';
import { cursorAfter, recordIdOfCursor, unknownCursor } from '../cursor.ts';
import type { HttpPorts } from '../http-ports.ts';
import { requireOrganization } from '../require-organization.ts';
import { OrganizationParams } from '../schemas/params.ts';
import { guarded, problems, withBody } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { Sync, SyncPage, SyncParams, SyncRequest } from '../schemas/sync.ts';
import { syncView } from '../sync-view.ts';

const tags = ['syncs'];
const path = '/v1/organizations/:organizationId/syncs';

/** Syncs by hand and by the schedule. An approving app has no part in them: what it approves is sent by itself. */
export const syncRoutes: Routes = (api, ports) => {
  triggerSync(api, ports);
  listSyncs(api, ports);
  readSync(api, ports);
};

function triggerSync(api: Api, ports: HttpPorts): void {
  api.post(
    path,
    {
      config: { access: administrators },
      // Whoever sends no body at all says the same as with `{}`.
      preValidation: async (request) => {
        if (request.body === undefined) request.body = {};
      },
      schema: {
        operationId: 'requestSync',
        summary: 'Sync everything that is pending, now',
        description:
          'What waits out a backoff is tried at once, and a pause or rest ends. Read the progress at `link`; how many records it would be of is at `manualSync` of the status. One sync of an organization at a time.',
        tags,
        params: OrganizationParams,
        body: Type.Optional(ref(SyncRequest)),
        response: { 202: ref(Sync), ...problems(...guarded, 409, ...withBody) },
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params;
      await requireOrganization(ports, organizationId);
      const run = await requestSync(organizationId, callerOf(request).subject, ports);
      ports.onAccepted(organizationId);
      const view = syncView(organizationId, run);
      return await reply.code(202).header('location', view.link).send(view);
    },
  );
}

function listSyncs(api: Api, ports: HttpPorts): void {
  api.get(
    path,
    {
      config: { access: administrators },
      schema: {
        operationId: 'listSyncs',
        summary: 'List syncs, newest first',
        tags,
        params: OrganizationParams,
        querystring: Type.Object(
          {
            limit: Type.Optional(
              Type.Integer({ minimum: 1, maximum: 100, description: 'How many at most; 20 when left out.' }),
            ),
            cursor: Type.Optional(Type.String({ maxLength: 200, description: '`nextCursor` of the page before.' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(SyncPage), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId } = request.params;
      const { limit = 20, cursor } = request.query;
      await requireOrganization(ports, organizationId);
      const after = cursor === undefined ? undefined : recordIdOfCursor(cursor);
      if (after !== undefined && (await ports.syncs.find(organizationId, after)) === undefined) throw unknownCursor();
      const query = { limit: limit + 1, ...(after === undefined ? {} : { after }) };
      const found = await ports.syncs.list(organizationId, query);
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        items: page.map((it) => syncView(organizationId, it)),
        nextCursor: last === undefined ? null : cursorAfter(last.syncId),
      };
    },
  );
}

function readSync(api: Api, ports: HttpPorts): void {
  api.get(
    `${path}/:syncId`,
    {
      config: { access: administrators },
      schema: {
        operationId: 'getSync',
        summary: 'Read a sync and its progress',
        tags,
        params: SyncParams,
        response: { 200: ref(Sync), ...problems(...guarded) },
      },
    },
    async (request) => {
      const { organizationId, syncId } = request.params;
      await requireOrganization(ports, organizationId);
      const run = await ports.syncs.find(organizationId, syncId);
      if (run === undefined) throw new SyncError('SYNC_NOT_FOUND', 'There is no such sync.');
      return syncView(organizationId, run);
    },
  );
}
