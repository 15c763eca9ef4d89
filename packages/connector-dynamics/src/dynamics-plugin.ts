import type { ConnectorPlugin } from '@bilag/core';
import { credentialsSchema, settingsSchema } from './config-schema.ts';
import { createDynamicsClient } from './dynamics-client.ts';
import { parseCredentials, parseSettings } from './dynamics-config.ts';
import { createDynamicsGateway } from './dynamics-gateway.ts';
import { createHttpExchange } from './http-exchange.ts';
import { createJournals } from './journals.ts';
import { createGuardedAgent } from './network-guard.ts';
import { createSignIn } from './sign-in.ts';

/** Longest wait for Microsoft Entra, in milliseconds. */
const signInTimeoutMs = 10_000;

/** Microsoft Dynamics 365; the profile names the product, of which this version knows Business Central. */
export const dynamicsPlugin: ConnectorPlugin = {
  name: 'dynamics',
  title: 'Microsoft Dynamics 365',
  settingsSchema,
  credentialsSchema,
  open(config, host) {
    const settings = parseSettings(config.settings, host);
    const credentials = parseCredentials(config.credentials);
    const { requestTimeoutMs } = settings.timing;
    const agent = createGuardedAgent(host);
    const closed = new AbortController();
    const signInExchange = createHttpExchange(agent, Math.min(requestTimeoutMs, signInTimeoutMs));
    const signIn = createSignIn(settings, credentials, signInExchange, closed.signal);
    const client = createDynamicsClient(settings, createHttpExchange(agent, requestTimeoutMs), signIn);
    return createDynamicsGateway({ settings, client, journals: createJournals(client, settings) }, async () => {
      closed.abort();
      await agent.destroy();
    });
  },
};
