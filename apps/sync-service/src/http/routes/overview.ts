import { Type } from 'typebox';
import { globalAdministrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { organizationCursor, organizationOfCursor } from '../organization-cursor.ts';
import { overviewItems } from '../overview-view.ts';
import { OverviewPage, overviewHealths } from '../schemas/overview.ts';
import { problems } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';
import { choice } from '../schemas/values.ts';

/** How all organizations are doing, for the administrators of the platform. */
export const overviewRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/overview',
    {
      config: { access: globalAdministrators },
      schema: {
        operationId: 'getOverview',
        summary: 'See how every organization is doing',
        description: 'One row per organization, in order of their ids. The figures are those of its own status.',
        tags: ['syncs'],
        querystring: Type.Object(
          {
            limit: Type.Optional(
              Type.Integer({ minimum: 1, maximum: 200, description: 'How many at most; 50 when left out.' }),
            ),
            cursor: Type.Optional(
              Type.String({ maxLength: 200, description: '`nextCursor` of the page before, with the same filters.' }),
            ),
            connector: Type.Optional(
              Type.String({
                pattern: '^[a-z][a-z0-9-]{0,62}$',
                maxLength: 63,
                description: 'Only organizations on this connector; `none` for those that have chosen none.',
              }),
            ),
            health: Type.Optional(choice(overviewHealths, 'Only organizations of this health.')),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(OverviewPage), ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, connector, health } = request.query;
      const found = await overviewItems(ports.overview, {
        limit: limit + 1,
        ...(cursor === undefined ? {} : { after: organizationOfCursor(cursor) }),
        ...(connector === undefined ? {} : { connector }),
        ...(health === undefined ? {} : { health }),
      });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items: [...items], nextCursor: last === undefined ? null : organizationCursor(last.organization.id) };
    },
  );
};
