import type { JsonSchema } from '@bilag/core';

/** What the text fields look like, as regular expressions. A folder is one plain name, never a path. */
export const patterns = {
  folder: '^[a-z0-9][a-z0-9-]{0,62}$',
  axis: '^[A-Za-z][A-Za-z0-9]{0,39}$',
} as const;

/** How vouchers are written. */
export const formats = ['csv', 'json'] as const;

/** The times, in milliseconds. The settling time covers our longest call, a minute, and some more. */
export const timings = {
  settlingMs: { type: 'integer', minimum: 100, maximum: 86_400_000, default: 2 * 60_000 },
  bookingPollMs: { type: 'integer', minimum: 100, maximum: 86_400_000, default: 5 * 60_000 },
} as const;

/** The axes of analysis that a spreadsheet has a column for unless told otherwise. */
export const defaultDimensions = ['costCenter', 'project'] as const;

/** How long a folder key is, in characters. */
export const folderKeyLength = { minLength: 20, maxLength: 200 } as const;

const schema = 'https://json-schema.org/draft/2020-12/schema';

/** The form of the settings. */
export const settingsSchema: JsonSchema = {
  $schema: schema,
  title: 'Folder of files',
  type: 'object',
  additionalProperties: false,
  required: ['profile', 'folder'],
  properties: {
    profile: { const: 'folder', title: 'Product' },
    folder: {
      type: 'string',
      pattern: patterns.folder,
      title: 'Folder',
      description: 'Its name in the folder for exported files on the server.',
      examples: ['hlf'],
    },
    format: { enum: formats, default: 'csv', title: 'Format' },
    dimensions: {
      type: 'array',
      title: 'Dimensions',
      description: 'The axes that get a column in CSV; a voucher on another axis is refused.',
      items: { type: 'string', pattern: patterns.axis },
      uniqueItems: true,
      maxItems: 20,
      default: defaultDimensions,
    },
    timing: { type: 'object', title: 'Timing', additionalProperties: false, properties: timings },
  },
};

/** The form of the credentials. */
export const credentialsSchema: JsonSchema = {
  $schema: schema,
  title: 'Folder of files',
  type: 'object',
  additionalProperties: false,
  required: ['folderKey'],
  properties: {
    folderKey: {
      type: 'string',
      ...folderKeyLength,
      writeOnly: true,
      title: 'Folder key',
      description: 'Your own choice at the first connection test. It keeps other organizations out of your folder.',
    },
  },
};

const text = (title: string) => ({ type: 'string', minLength: 1, maxLength: 100, title });

/** What a field mapping may point at. Nobody checks the codes before a person imports the file. */
export const mappingTargetsSchema: JsonSchema = {
  $schema: schema,
  type: 'object',
  additionalProperties: false,
  required: ['ledgerAccount'],
  properties: {
    ledgerAccount: text('Ledger account'),
    taxCode: text('VAT code'),
    subledger: text('Payee’s account'),
    dimensionValue: text('Dimension value'),
  },
};
