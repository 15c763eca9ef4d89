import { createHttpExchange } from '@bilag/connector-http';
import type { ConnectorConfig, ConnectorHost, ConnectorProfile } from '@bilag/core';
import { credentialsSchema, type DynamicsCredentials, parseCredentials } from '../credentials.ts';
import { createSignIn, type SignInPlace } from '../sign-in.ts';
import { createBusinessCentralClient } from './business-central-client.ts';
import { createBusinessCentralGateway } from './business-central-gateway.ts';
import { parsePlace, parseSettings } from './business-central-settings.ts';
import { listChoices } from './choices.ts';
import { mappingTargetsSchema, settingsSchema } from './config-schema.ts';
import { createAsk } from './erp-http.ts';
import { createJournals } from './journals.ts';
import { voucherLink } from './voucher-link.ts';

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
  // A look-up sees the journals of one template alone.
  placeSettings: ['journalTemplate'],
  open(config, host) {
    const settings = parseSettings(config.settings, host);
    const way = openWay(settings, settings.timing.requestTimeoutMs, config, host);
    const client = createBusinessCentralClient(settings, way.ask);
    return createBusinessCentralGateway({ settings, client, journals: createJournals(client, settings) }, way.close);
  },
  voucherLink,
  async choices(config, host, { signal }) {
    const place = parsePlace(config.settings, host);
    const way = openWay(place, place.requestTimeoutMs, config, host);
    try {
      return await listChoices(place, way.ask, signal);
    } finally {
      await way.close();
    }
  },
};

/** Signs in and asks, in the name of one application; makes no request yet. */
function openWay(
  place: Omit<SignInPlace, 'scope'>,
  timeoutMs: number,
  { credentials: given }: ConnectorConfig,
  host: ConnectorHost,
) {
  const credentials = parseCredentials(given);
  const closed = new AbortController();
  const authority = createHttpExchange(host, { timeoutMs: Math.min(timeoutMs, signInTimeoutMs), atOnce });
  const erp = createHttpExchange(host, { timeoutMs, atOnce });
  const signIn = createSignIn({ ...place, scope }, credentials, authority, closed.signal);
  const close = async () => {
    closed.abort();
    await Promise.all([authority.close(), erp.close()]);
  };
  return { ask: createAsk(erp, signIn, [secretOf(credentials)]), close };
}

function secretOf(credentials: DynamicsCredentials): string {
  return 'clientSecret' in credentials ? credentials.clientSecret : credentials.certificate;
}
