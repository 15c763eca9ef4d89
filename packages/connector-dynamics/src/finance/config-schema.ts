import { currencies, type JsonSchema } from '@bilag/core';

/** Microsoft's public sign-in. */
export const publicAuthority = 'https://login.microsoftonline.com';

/** What the text fields look like, as regular expressions. */
export const patterns = {
  tenant: '^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$',
  company: '^[A-Za-z0-9]{1,4}$',
  journalName: '^[^\\s\\p{C}]([^\\p{C}]{0,8}[^\\s\\p{C}])?$',
  axis: '^[A-Za-z][A-Za-z0-9]{0,39}$',
  name: '^[^\\s\\p{C}]([^\\p{C}]{0,58}[^\\s\\p{C}])?$',
  delimiter: '^[^\\p{L}\\p{N}\\p{C}\\s\'"*\\\\]$',
  account: '^[^\\s\\p{C}]([^\\p{C}]{0,18}[^\\s\\p{C}])?$',
} as const;

/** Stands for the main account in the format of account display values. */
export const mainAccount = 'MainAccount';

/** The times, in milliseconds. The settling time covers our longest call, ten minutes of a gateway that gave up, and some more. */
export const timings = {
  requestTimeoutMs: { type: 'integer', minimum: 100, maximum: 600_000, default: 120_000 },
  settlingMs: { type: 'integer', minimum: 100, maximum: 86_400_000, default: 20 * 60_000 },
  bookingPollMs: { type: 'integer', minimum: 100, maximum: 86_400_000, default: 15 * 60_000 },
  masterDataRestMs: { type: 'integer', minimum: 1, maximum: 86_400_000, default: 5 * 60_000 },
} as const;

const settings = {
  profile: { const: 'finance', title: 'Product' },
  environmentUrl: {
    type: 'string',
    format: 'uri',
    title: 'Address of the environment',
    examples: ['https://contoso.operations.dynamics.com'],
  },
  tenantId: { type: 'string', pattern: patterns.tenant, title: 'Tenant', description: 'Its id or its domain name.' },
  company: {
    type: 'string',
    pattern: patterns.company,
    title: 'Company',
    description: 'The legal entity’s id, as in the data area: such as usmf.',
  },
  journalName: {
    type: 'string',
    pattern: patterns.journalName,
    title: 'Journal name',
    description: 'A general journal of the company, without an offset account of its own.',
  },
  dimensions: {
    type: 'object',
    title: 'Financial dimensions',
    description: 'The financial dimension behind each axis; costCenter names the cost centers.',
    propertyNames: { pattern: patterns.axis },
    additionalProperties: { type: 'string', pattern: patterns.name },
    examples: [{ costCenter: 'CostCenter', project: 'Project' }],
  },
  accountFormat: {
    type: 'array',
    items: { type: 'string', pattern: patterns.name },
    title: 'Ledger dimension format',
    description:
      'The parts of an account in their order, as «Financial dimension configuration for integrating applications» has them; MainAccount is the main account. ' +
      'Must be given when there is more than one dimension; without it: the main account, then the one above.',
    examples: [['MainAccount', 'CostCenter', 'Project']],
  },
  defaultDimensionFormat: {
    type: 'array',
    items: { type: 'string', pattern: patterns.name },
    title: 'Default dimension format',
    description: 'The order of dimensions without an account. Without it: that of the ledger dimension format.',
  },
  delimiter: {
    type: 'string',
    pattern: patterns.delimiter,
    default: '-',
    title: 'Delimiter',
    description: 'Between the parts; one that no account and no dimension value contains.',
  },
  chartOfAccounts: {
    type: 'string',
    pattern: patterns.name,
    title: 'Chart of accounts',
    description: 'The company’s, where the environment has several.',
  },
  payablesAccount: {
    type: 'string',
    pattern: patterns.account,
    title: 'Summary account of vendors',
    description: 'The main account that postings on vendors end up on; needed when payees are vendors.',
  },
  currency: { enum: currencies, default: 'NOK', title: 'Currency of the vouchers' },
  authorityHost: { type: 'string', format: 'uri', default: publicAuthority, title: 'Address for sign-in' },
  timing: { type: 'object', title: 'Timing', additionalProperties: false, properties: timings },
} as const;

/** The fields that there are. */
export const settingNames: readonly string[] = Object.keys(settings);

/** The form of the settings. */
export const settingsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Dynamics 365 Finance',
  type: 'object',
  additionalProperties: false,
  required: ['profile', 'environmentUrl', 'tenantId', 'company', 'journalName', 'dimensions'],
  properties: settings,
};

const text = (title: string, maxLength: number) => ({ type: 'string', minLength: 1, maxLength, title });

/** VAT codes are pairs here. @source dynamics.md §15.2, read 2026-11: a line has a sales tax group and an item sales tax group. */
export const taxCodePattern = '^([^/\\p{C}]{1,10})/([^/\\p{C}]{1,10})$';

/** What a field mapping may point at. @source dynamics.md §15.2, read 2026-11: lengths vary by version; these are the usual ones. */
export const mappingTargetsSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['ledgerAccount'],
  properties: {
    ledgerAccount: text('Main account', 20),
    taxCode: {
      ...text('Sales tax group / item sales tax group', 21),
      pattern: taxCodePattern,
      examples: ['DOM/FULL'],
    },
    subledger: text('Vendor', 20),
    dimensionValue: text('Dimension value', 30),
  },
};
