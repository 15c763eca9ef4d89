import type { ConnectorProfile } from '@bilag/core';
import { credentialsSchema, mappingTargetsSchema, settingsSchema } from './config-schema.ts';
import { createXledgerClient } from './xledger-client.ts';
import { parseConfig } from './xledger-config.ts';
import { createXledgerGateway } from './xledger-gateway.ts';

/** Xledger's own interface. */
export const graphqlProfile: ConnectorProfile = {
  name: 'graphql',
  title: 'Xledger GraphQL',
  settingsSchema,
  credentialsSchema,
  mappingTargetsSchema,
  open(config, host) {
    const { settings, apiToken } = parseConfig(config, host);
    return createXledgerGateway(createXledgerClient({ settings, apiToken, host }), settings);
  },
};
