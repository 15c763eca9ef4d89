import type { ConnectorConfig, ConnectorHost, ConnectorProfile } from '@bilag/core';
import { readChoices, settingsSoFar } from './choices.ts';
import { credentialsSchema, mappingTargetsSchema, settingsSchema } from './config-schema.ts';
import { createListReader } from './list-reader.ts';
import { createQuestions } from './questions.ts';
import { createRequestPacers } from './request-pacers.ts';
import { createXledgerClient } from './xledger-client.ts';
import { parseConfig } from './xledger-config.ts';
import { createXledgerGateway } from './xledger-gateway.ts';

/** One for the process: a connection test and the engine may use the same token at the same time. */
const pacers = createRequestPacers();

/** Xledger's own interface. */
export const graphqlProfile: ConnectorProfile = {
  name: 'graphql',
  title: 'Xledger GraphQL',
  settingsSchema,
  credentialsSchema,
  mappingTargetsSchema,
  open(config, host) {
    const { client, settings } = lineOf(config, host);
    return createXledgerGateway(client, settings);
  },
  async choices(config, host, { signal }) {
    const { client } = lineOf(settingsSoFar(config), host);
    try {
      return await readChoices(createListReader(createQuestions(client)), signal);
    } finally {
      await client.close();
    }
  },
};

function lineOf(config: ConnectorConfig, host: ConnectorHost) {
  const parsed = parseConfig(config, host);
  return { settings: parsed.settings, client: createXledgerClient({ ...parsed, host, pacers }) };
}
