import type { JsonSchema } from '@bilag/core';

/** The places of a voucher line that can hold a dimension value. What each means is set up per entity in Xledger. */
export const slots = ['glObject1', 'glObject2', 'glObject3', 'glObject4', 'glObject5', 'project'] as const;

/** Where Xledger keeps one of our dimensions. */
export type Slot = (typeof slots)[number];

/** Whose records a list holds, in the words of Xledger. @source reference of the Xledger API, section 3, read 2026-11 */
export const ownerSets = ['CURRENT', 'UPPER', 'LOWER', 'MINE', 'ALL'] as const;

/** What the settings are when they are left out; times in milliseconds. */
export const defaults = {
  transactionSource: 'GL',
  jobLevel: 1,
  requestTimeoutMs: 60_000,
  settlingMs: 30 * 60_000,
  // Polling costs requests of a monthly allowance, and Xledger's booking job runs about every half hour.
  bookingPollMs: 15 * 60_000,
  masterDataRestMs: 30 * 60_000,
  /** What a contract includes in a month. */
  monthlyRequests: 5_000,
} as const;

/** No call may take an hour altogether. */
export const longestRequestTimeoutMs = 600_000;

const milliseconds = (title: string, standard: number, maximum = 86_400_000) => ({
  type: 'integer',
  minimum: 1,
  maximum,
  default: standard,
  title,
});

/** The settings of the GraphQL profile, Xledger's own interface. */
export const settingsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['profile', 'endpoint', 'dimensions', 'ledgerId'],
  properties: {
    profile: { const: 'graphql', title: 'Interface' },
    endpoint: {
      type: 'string',
      format: 'uri',
      title: 'Address',
      description: 'https://www.xledger.net/graphql, or https://demo.xledger.net/graphql for a demo.',
      examples: ['https://www.xledger.net/graphql'],
    },
    dimensions: {
      type: 'object',
      title: 'Dimensions',
      description: 'Our dimension to Xledger’s place for it, as its GL set-up shows; no place twice.',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]{0,49}$' },
      additionalProperties: { enum: slots },
      examples: [{ costCenter: 'glObject2', project: 'project' }],
    },
    ledgerId: {
      type: 'string',
      pattern: '^[0-9]{1,18}$',
      title: 'Entity',
      description: 'The entity’s ownerDbId. A token that opens any other entity is refused.',
    },
    transactionSource: {
      type: 'string',
      minLength: 1,
      maxLength: 20,
      default: defaults.transactionSource,
      title: 'Transaction source',
      description:
        'Best one that nothing else imports with: rows of two imports with the same source, number and date become one voucher.',
    },
    jobLevel: {
      type: 'integer',
      minimum: 1,
      maximum: 99,
      default: defaults.jobLevel,
      title: 'Job level',
      description: '1 means ready to be booked; another one may leave the rows for a person.',
    },
    ownerSet: {
      enum: ownerSets,
      title: 'Whose master data',
      description:
        'For an entity that uses the chart of accounts or the dimensions of another one. Left out, all that the token may see are read.',
    },
    receipts: {
      type: 'boolean',
      default: false,
      title: 'Attach receipts',
      description:
        'Puts receipts on the rows of the import queue. Try it in a demo first: what Xledger does with files there is not documented.',
    },
    monthlyRequests: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000_000,
      default: defaults.monthlyRequests,
      title: 'Requests in a month',
      description: 'How many requests the contract with Xledger includes.',
    },
    timing: {
      type: 'object',
      additionalProperties: false,
      title: 'Times',
      properties: {
        requestTimeoutMs: milliseconds(
          'Longest wait for one answer, in milliseconds',
          defaults.requestTimeoutMs,
          longestRequestTimeoutMs,
        ),
        settlingMs: milliseconds('Wait before an unanswered call is looked up, in milliseconds', defaults.settlingMs),
        bookingPollMs: milliseconds('How often to ask for the booking, in milliseconds', defaults.bookingPollMs),
        masterDataRestMs: milliseconds(
          'Rest between readings of the master data, in milliseconds',
          defaults.masterDataRestMs,
        ),
      },
    },
  },
};

/** An API token, as an administrator makes it in Xledger under System Access. */
export const credentialsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['apiToken'],
  properties: {
    apiToken: {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]{1,4096}$',
      writeOnly: true,
      title: 'API token',
      description: 'Made in Xledger by an administrator, with the right to write to the general ledger.',
    },
  },
};

/** Codes as an administrator of Xledger chooses them; how long they may be is not known. */
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
    dimensionValue: code('Object value or project'),
  },
};
