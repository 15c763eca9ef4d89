import type { ConnectorPlugin } from '@bilag/core';
import { graphqlProfile } from './graphql/graphql-profile.ts';

/** Xledger as a plugin. */
export const xledgerConnector: ConnectorPlugin = { name: 'xledger', title: 'Xledger', profiles: [graphqlProfile] };
