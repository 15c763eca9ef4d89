import type { ConnectorPlugin } from '@bilag/core';
import { credentialsSchema, settingsSchema } from './config-schema.ts';
import { createXledgerClient } from './xledger-client.ts';
import { parseConfig } from './xledger-config.ts';
import { createXledgerGateway } from './xledger-gateway.ts';

/** Xledger as a plugin, over its own GraphQL interface. */
export const xledgerConnector: ConnectorPlugin = {
  name: 'xledger',
  title: 'Xledger',
  settingsSchema,
  credentialsSchema,
  open(config, host) {
    const { settings, apiToken } = parseConfig(config, host);
    return createXledgerGateway(createXledgerClient({ settings, apiToken, host }), settings);
  },
};
