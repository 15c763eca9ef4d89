import { createHttpExchange } from '@bilag/connector-http';
import type { ConnectorProfile } from '@bilag/core';
import { createAccessTokens } from './access-tokens.ts';
import { credentialsSchema, mappingTargetsSchema, settingsSchema } from './config-schema.ts';
import { atOnce } from './in-turns.ts';
import { createRestClient } from './rest-client.ts';
import { parseConfig } from './rest-config.ts';
import { createRestGateway, signInTimeoutMs } from './rest-gateway.ts';
import { createSentVouchers } from './sent-vouchers.ts';
import { requestToken } from './token-request.ts';

/**
 * Our own REST contract, for a gateway that a customer runs in front of Xledger. Nothing in it is Xledger’s. Its idempotency keys never expire: however late
 * a repeat comes, it is answered with the entry of the first request, or with 409. A look-up relies on it where the answer to a posting was lost.
 */
export const restProfile: ConnectorProfile = {
  name: 'rest',
  title: 'Xledger through a gateway (OAuth2 REST)',
  settingsSchema,
  credentialsSchema,
  mappingTargetsSchema,
  open(config, host) {
    const { settings, credentials } = parseConfig(config, host);
    const { requestTimeoutMs } = settings.timing;
    const closed = new AbortController();
    const authority = createHttpExchange(host, { timeoutMs: Math.min(requestTimeoutMs, signInTimeoutMs), atOnce: 1 });
    const api = createHttpExchange(host, { timeoutMs: requestTimeoutMs, atOnce });
    const tokens = createAccessTokens(() => requestToken(settings, credentials, authority, closed.signal));
    const client = createRestClient({ settings, credentials }, tokens, api);
    return createRestGateway({ settings, client, sent: createSentVouchers() }, async () => {
      closed.abort();
      await Promise.all([authority.close(), api.close()]);
    });
  },
};
