import { createHttpExchange } from '@bilag/connector-http';
import type { ConnectorConfig, ConnectorHost, ConnectorProfile } from '@bilag/core';
import { credentialsSchema, parseCredentials } from '../credentials.ts';
import { createSignIn } from '../sign-in.ts';
import { mappingTargetsSchema, settingsSchema } from './config-schema.ts';
import { createFinanceClient, type FinanceClient } from './finance-client.ts';
import { createFinanceGateway } from './finance-gateway.ts';
import { type FinancePlace, parsePlace, parseSettings, scopeOf } from './finance-settings.ts';
import { journalChoices } from './journal-names.ts';
import { createJournals } from './journals.ts';

/** Longest wait for Microsoft Entra, in milliseconds. */
const signInTimeoutMs = 10_000;

/** Far below the 52 that were a user's limit once. @source dynamics.md §15.3, read 2026-11 */
const atOnce = 4;

/** Dynamics 365 Finance (Finance & Operations) over OData. */
export const financeProfile: ConnectorProfile = {
  name: 'finance',
  title: 'Dynamics 365 Finance',
  settingsSchema,
  credentialsSchema,
  mappingTargetsSchema,
  open(config, host) {
    const settings = parseSettings(config.settings, host);
    const { client, close } = connect(settings, config, host);
    return createFinanceGateway({ settings, client, journals: createJournals(client, settings) }, close);
  },
  async choices(config, host, { signal }) {
    const { client, close } = connect(parsePlace(config.settings, host), config, host);
    try {
      return await journalChoices(client, signal);
    } finally {
      await close();
    }
  },
};

interface Connection {
  readonly client: FinanceClient;
  readonly close: () => Promise<void>;
}

/** Makes no request yet. @throws {SyncError} `INVALID_CREDENTIALS_FORM`. */
function connect(place: FinancePlace, config: ConnectorConfig, host: ConnectorHost): Connection {
  const credentials = parseCredentials(config.credentials);
  const { requestTimeoutMs } = place.timing;
  const closed = new AbortController();
  const authority = createHttpExchange(host, { timeoutMs: Math.min(requestTimeoutMs, signInTimeoutMs), atOnce });
  const erp = createHttpExchange(host, { timeoutMs: requestTimeoutMs, atOnce });
  const signIn = createSignIn({ ...place, scope: scopeOf(place) }, credentials, authority, closed.signal);
  const secrets = 'clientSecret' in credentials ? [credentials.clientSecret] : [];
  return {
    client: createFinanceClient(place, erp, signIn, secrets),
    async close() {
      closed.abort();
      await Promise.all([authority.close(), erp.close()]);
    },
  };
}
