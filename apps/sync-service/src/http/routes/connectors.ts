import { administrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { ConnectorList } from '../schemas/integration.ts';
import { problems } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

/** The accounting systems that an integration may choose from. */
export const connectorRoutes: Routes = (api, ports) => {
  api.get(
    '/v1/connectors',
    {
      config: { access: administrators },
      schema: {
        operationId: 'listConnectors',
        summary: 'List connectors, with the schemas of their settings and credentials',
        tags: ['integration'],
        response: { 200: ref(ConnectorList), ...problems(401, 403) },
      },
    },
    async () => {
      const all = await ports.connectors.list();
      const items = all.map(({ name, title, settingsSchema, credentialsSchema }) => ({
        name,
        title,
        settingsSchema: { ...settingsSchema },
        credentialsSchema: { ...credentialsSchema },
      }));
      return { items };
    },
  );
};
