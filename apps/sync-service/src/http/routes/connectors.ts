import type { ConnectorProfile } from '@bilag/core';
import { administrators } from '../access.ts';
import type { Routes } from '../api.ts';
import { ConnectorList } from '../schemas/integration.ts';
import { problems } from '../schemas/problem-responses.ts';
import { ref } from '../schemas/ref.ts';

const profileView = (profile: ConnectorProfile) => ({
  name: profile.name,
  title: profile.title,
  settingsSchema: { ...profile.settingsSchema },
  credentialsSchema: { ...profile.credentialsSchema },
  mappingTargetsSchema: { ...profile.mappingTargetsSchema },
  offersChoices: profile.choices !== undefined,
});

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
      return { items: all.map(({ name, title, profiles }) => ({ name, title, profiles: profiles.map(profileView) })) };
    },
  );
};
