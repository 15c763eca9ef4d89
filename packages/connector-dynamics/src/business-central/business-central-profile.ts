import { createHttpExchange } from '@bilag/connector-http';
import type { ConnectorProfile } from '@bilag/core';
import { credentialsSchema, parseCredentials } from '../credentials.ts';
import { createSignIn } from '../sign-in.ts';
import { createBusinessCentralClient } from './business-central-client.ts';
import { createBusinessCentralGateway } from './business-central-gateway.ts';
import { parseSettings } from './business-central-settings.ts';
import { mappingTargetsSchema, settingsSchema } from './config-schema.ts';
import { createJournals } from './journals.ts';

/** Longest wait for Microsoft Entra, in milliseconds. */
const signInTimeoutMs = 10_000;

/** Business Central runs five requests of a user at a time; one is left to others. @source dynamics.md §9.3, 2026-11 */
const atOnce = 4;

/** @source dynamics.md §3.1, 2026-11 */
const scope = 'https://api.businesscentral.dynamics.com/.default';

/** Business Central over its API v2.0. */
export const businessCentralProfile: ConnectorProfile = {
  name: 'business-central',
  title: 'Business Central',
  settingsSchema,
  credentialsSchema,
  mappingTargetsSchema,
  open(config, host) {
    const settings = parseSettings(config.settings, host);
    const credentials = parseCredentials(config.credentials);
    const { requestTimeoutMs } = settings.timing;
    const closed = new AbortController();
    const authority = createHttpExchange(host, { timeoutMs: Math.min(requestTimeoutMs, signInTimeoutMs), atOnce });
    const erp = createHttpExchange(host, { timeoutMs: requestTimeoutMs, atOnce });
    const signIn = createSignIn({ ...settings, scope }, credentials, authority, closed.signal);
    const client = createBusinessCentralClient(settings, erp, signIn);
    return createBusinessCentralGateway({ settings, client, journals: createJournals(client, settings) }, async () => {
      closed.abort();
      await Promise.all([authority.close(), erp.close()]);
    });
  },
};
