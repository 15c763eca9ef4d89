import type { JsonSchema } from '@bilag/core';
import { currencies } from '@bilag/core';

/** What the settings are when they are left out; times in milliseconds. */
export const defaults = {
  /** @source reference of the Xledger API, section 13 (scopes), read 2026-11 */
  scope: 'master.read journal.write',
  currency: 'NOK',
  requestTimeoutMs: 60_000,
  // A repeat with the same key books nothing; but what a look-up does not find may be cancelled, and sent in another revision under another key.
  settlingMs: 5 * 60_000,
  // Behind the gateway Xledger’s booking job runs about every half hour, and every question may cost a request of its allowance.
  bookingPollMs: 15 * 60_000,
  masterDataRestMs: 30 * 60_000,
} as const;

/** What each text of the configuration looks like. */
export const patterns = {
  axis: '^[A-Za-z][A-Za-z0-9_-]{0,49}$',
  dimension: '^\\S(.{0,98}\\S)?$',
  /** @source RFC 6749 §3.3 (scope), appendix A.1 and A.2 (client id and secret) */
  scope: '^[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*$',
  clientId: '^[ -~]{1,400}$',
  clientSecret: '^[ -~]{1,4096}$',
  ledgerId: '^\\S{1,100}$',
} as const;

/** The shortest, longest and usual times, in milliseconds. */
export const timings = {
  requestTimeoutMs: time('Longest wait for one answer, in milliseconds', defaults.requestTimeoutMs, 300_000),
  settlingMs: time('Wait before an unanswered call is looked up, in milliseconds', defaults.settlingMs),
  bookingPollMs: time('How often to ask for the booking, in milliseconds', defaults.bookingPollMs),
  masterDataRestMs: time('Rest between readings of the master data, in milliseconds', defaults.masterDataRestMs),
} as const;

function time(title: string, standard: number, maximum = 86_400_000) {
  return { type: 'integer', minimum: 1, maximum, default: standard, title };
}

const address = (title: string, example: string) => ({
  type: 'string',
  format: 'uri',
  pattern: '^https?://',
  title,
  description: 'https at the usual port of a public name.',
  examples: [example],
});

/** The settings of the REST profile: a gateway of the customer's own in front of Xledger. */
export const settingsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['profile', 'baseUrl', 'tokenUrl', 'dimensions', 'ledgerId'],
  properties: {
    profile: { const: 'rest', title: 'Interface' },
    baseUrl: address('Address of the gateway, without /v1', 'https://xledger.example.no/api'),
    tokenUrl: address('Address that gives access tokens', 'https://login.example.no/oauth2/token'),
    scope: {
      type: 'string',
      pattern: patterns.scope,
      maxLength: 1_000,
      default: defaults.scope,
      title: 'Scopes to ask for, separated by single spaces',
    },
    dimensions: {
      type: 'object',
      title: 'Dimensions',
      description:
        'Our dimension to the gateway’s name of it, none twice. COST_CENTER and PROJECT have fields of their own on a line.',
      propertyNames: { pattern: patterns.axis },
      additionalProperties: { type: 'string', pattern: patterns.dimension },
      examples: [{ costCenter: 'COST_CENTER', project: 'PROJECT' }],
    },
    ledgerId: {
      type: 'string',
      pattern: patterns.ledgerId,
      title: 'Organisation',
      description: 'The organisation’s id. Credentials that open any other one are refused.',
    },
    currency: {
      enum: currencies,
      default: defaults.currency,
      title: 'Currency of the books',
      description: 'Vouchers in another one are refused.',
    },
    timing: { type: 'object', additionalProperties: false, title: 'Times', properties: timings },
  },
};

/** An OAuth2 client, as the gateway's operator registers it. */
export const credentialsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'OAuth2 client',
  type: 'object',
  additionalProperties: false,
  required: ['clientId', 'clientSecret'],
  properties: {
    clientId: { type: 'string', pattern: patterns.clientId, title: 'Client id' },
    clientSecret: { type: 'string', pattern: patterns.clientSecret, writeOnly: true, title: 'Client secret' },
  },
};

/** The contract names no limit; ours is that of the GraphQL profile. */
const code = (title: string) => ({ type: 'string', minLength: 1, maxLength: 50, title });

/** What a field mapping may point at. */
export const mappingTargetsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['ledgerAccount'],
  properties: {
    ledgerAccount: code('Account'),
    taxCode: code('Tax rule'),
    subledger: code('Subledger'),
    dimensionValue: code('Dimension value or project'),
  },
};
