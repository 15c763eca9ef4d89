import { createHttpExchange } from '@bilag/connector-http';
import type { ConnectorPlugin } from '@bilag/core';
import { credentialsSchema, settingsSchema } from './config-schema.ts';
import { createDynamicsClient } from './dynamics-client.ts';
import { parseCredentials, parseSettings } from './dynamics-config.ts';
import { createDynamicsGateway } from './dynamics-gateway.ts';
import { createJournals } from './journals.ts';
import { createSignIn } from './sign-in.ts';

/** Longest wait for Microsoft Entra, in milliseconds. */
const signInTimeoutMs = 10_000;

/** Business Central runs five requests of a user at a time; one is left to others. @source dynamics.md §9.3, 2026-11 */
const atOnce = 4;

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
    const closed = new AbortController();
    const authority = createHttpExchange(host, { timeoutMs: Math.min(requestTimeoutMs, signInTimeoutMs), atOnce });
    const erp = createHttpExchange(host, { timeoutMs: requestTimeoutMs, atOnce });
    const signIn = createSignIn(settings, credentials, authority, closed.signal);
    const client = createDynamicsClient(settings, erp, signIn);
    return createDynamicsGateway({ settings, client, journals: createJournals(client, settings) }, async () => {
      closed.abort();
      await Promise.all([authority.close(), erp.close()]);
    });
  },
};
