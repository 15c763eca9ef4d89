import { currencies, type JsonSchema } from '@bilag/core';

/** Microsoft's public API and sign-in. */
export const publicAddresses = {
  apiUrl: 'https://api.businesscentral.dynamics.com/v2.0',
  authorityHost: 'https://login.microsoftonline.com',
} as const;

/** What the text fields look like, as regular expressions. */
export const patterns = {
  guid: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  tenant: '^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$',
  environment: '^[A-Za-z0-9][A-Za-z0-9 _-]{0,29}$',
  axis: '^[A-Za-z][A-Za-z0-9]{0,39}$',
  dimensionCode: '^\\S(.{0,18}\\S)?$',
  account: '^\\S(.{0,18}\\S)?$',
  /** @source dynamics.md §6.1, 2026-11: a Code(10) */
  template: '^[^\\s\\x00-\\x1f\\x7f-\\x9f]([^\\x00-\\x1f\\x7f-\\x9f]{0,8}[^\\s\\x00-\\x1f\\x7f-\\x9f])?$',
  companyName: '^\\S(.{0,28}\\S)?$',
} as const;

/** The times, in milliseconds. The settling time covers our longest call, the gateway's 10 minutes, and some more. */
export const timings = {
  // The longest call may take eight of them, and no call an hour.
  requestTimeoutMs: { type: 'integer', minimum: 100, maximum: 300_000, default: 60_000 },
  settlingMs: { type: 'integer', minimum: 100, maximum: 86_400_000, default: 20 * 60_000 },
  bookingPollMs: { type: 'integer', minimum: 100, maximum: 86_400_000, default: 5 * 60_000 },
  masterDataRestMs: { type: 'integer', minimum: 1, maximum: 86_400_000, default: 5 * 60_000 },
} as const;

const settings = {
  profile: { const: 'business-central', title: 'Product' },
  tenantId: { type: 'string', pattern: patterns.tenant, title: 'Tenant', description: 'Its id or its domain name.' },
  environment: { type: 'string', pattern: patterns.environment, title: 'Environment', examples: ['Production'] },
  companyId: { type: 'string', pattern: patterns.guid, title: 'Company id' },
  companyName: {
    type: 'string',
    pattern: patterns.companyName,
    title: 'Company name',
    description: 'As the address of the web client has it; for links to vouchers. Without it there are none.',
    examples: ['CRONUS NO'],
  },
  dimensions: {
    type: 'object',
    title: 'Dimension codes',
    description: 'The dimension behind each axis; costCenter names the cost centers.',
    propertyNames: { pattern: patterns.axis },
    additionalProperties: { type: 'string', pattern: patterns.dimensionCode },
    examples: [{ costCenter: 'DEPARTMENT', project: 'PROJECT' }],
  },
  journalTemplate: {
    type: 'string',
    pattern: patterns.template,
    title: 'Journal template',
    description:
      'The template of Bilag’s journals, of type General. It cannot be changed while a voucher waits in one of them or is in doubt: journals of another template are out of sight.',
    examples: ['GENERAL'],
  },
  payablesAccount: {
    type: 'string',
    pattern: patterns.account,
    title: 'Summary account of vendors',
    description: 'The payables account of the vendors’ posting group; needed when payees are vendors.',
  },
  currency: { enum: currencies, default: 'NOK', title: 'Local currency of the company' },
  post: {
    type: 'boolean',
    default: false,
    title: 'Post at once',
    description:
      'Otherwise a person posts the journals in Business Central. With this on, receipts are not attached: Business Central takes files only until a voucher is posted.',
  },
  apiUrl: { type: 'string', format: 'uri', default: publicAddresses.apiUrl, title: 'Address of the API' },
  authorityHost: {
    type: 'string',
    format: 'uri',
    default: publicAddresses.authorityHost,
    title: 'Address for sign-in',
  },
  timing: { type: 'object', title: 'Timing', additionalProperties: false, properties: timings },
} as const;

/** The fields that there are. */
export const settingNames: readonly string[] = Object.keys(settings);

/** The form of the settings. */
export const settingsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Business Central',
  type: 'object',
  additionalProperties: false,
  required: ['profile', 'tenantId', 'environment', 'companyId', 'dimensions', 'journalTemplate'],
  properties: settings,
};

const text = (title: string, maxLength: number) => ({ type: 'string', minLength: 1, maxLength, title });

/** What a field mapping may point at. @source dynamics.md §6.2 and §6.6, 2026-11: codes of at most 20 characters. */
export const mappingTargetsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['ledgerAccount'],
  properties: {
    ledgerAccount: text('G/L account', 20),
    taxCode: text('Tax group', 20),
    subledger: text('Vendor', 20),
    dimensionValue: text('Dimension value', 20),
  },
};
