import type { ConnectorPlugin } from '@bilag/core';
import { graphqlProfile } from './graphql/graphql-profile.ts';
import { restProfile } from './rest/rest-profile.ts';

/** Xledger as a plugin: its own interface, and a gateway in front of it. */
export const xledgerConnector: ConnectorPlugin = {
  name: 'xledger',
  title: 'Xledger',
  profiles: [graphqlProfile, restProfile],
};
