import { pageOf } from './answer-schemas.ts';
import { type JsonSchema, text } from './schema-parts.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (description: string, schema: JsonSchema, more: object = {}) => ({
  description,
  content: { 'application/json': { schema } },
  ...more,
});
const header = (name: string, schema: JsonSchema) => ({ headers: { [name]: { schema, required: true } } });
const refusals = (statuses: Readonly<Record<number, string>>) =>
  Object.fromEntries(Object.entries(statuses).map(([status, what]) => [status, json(what, ref('Errors'))]));

const LET_IN = {
  ...refusals({ 400: 'Not understood.', 401: 'invalid_token: renew it once.', 403: 'insufficient_scope' }),
  429: json('too_many_requests', ref('Errors'), header('Retry-After', { type: 'integer', description: 'Seconds.' })),
};

const inQuery = (name: string, schema: JsonSchema) => ({ name, in: 'query', schema });
const PAGING = [
  inQuery('limit', { type: 'integer', minimum: 1, description: 'Rows in a page; by default as many as there may be.' }),
  inQuery('cursor', text('`nextCursor` of the page before.')),
];

/** Reads a master data list whose rows are of the named schema. */
export const listOf = (path: string, row: string) => ({
  operationId: `list-${path}`,
  summary: 'Master data, page by page.',
  security: [{ oauth2: ['master.read'] }],
  parameters: PAGING,
  responses: { 200: json('A page.', pageOf(ref(row))), ...LET_IN },
});

const TOKEN_FORM = {
  type: 'object',
  properties: Object.fromEntries([
    ['grant_type', { const: 'client_credentials' }],
    ['client_id', text('Unless sent as Basic.')],
    ['client_secret', text('Unless sent as Basic.')],
    ['scope', text('Separated by spaces; by default all that the client may have.')],
  ]),
  required: ['grant_type'],
};

/** Gives a token. */
export const TOKEN_ENDPOINT = {
  operationId: 'get-token',
  summary: 'An access token for client credentials, in the form or as Basic, not both (RFC 6749 §4.4).',
  security: [],
  requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: TOKEN_FORM } } },
  responses: {
    200: json('The token.', ref('Token')),
    400: json('Refused.', ref('TokenError')),
    401: json('invalid_client', ref('TokenError')),
  },
};

const WRITE = [{ oauth2: ['journal.write'] }];
const REPLAYED = header('Idempotency-Replayed', { const: 'true' });

/** Takes an entry. */
export const CREATE_ENTRY = {
  operationId: 'create-journal-entry',
  summary: 'Accepts an entry for booking, once for each external id.',
  security: WRITE,
  parameters: [{ name: 'Idempotency-Key', in: 'header', required: true, schema: text('The same as externalId.') }],
  requestBody: { required: true, content: { 'application/json': { schema: ref('NewJournalEntry') } } },
  responses: {
    200: json('It was accepted before with the same body.', ref('JournalEntry'), REPLAYED),
    201: json('Accepted.', ref('JournalEntry'), header('Location', text('Where it is read.'))),
    ...LET_IN,
    ...refusals({ 409: 'idempotency_conflict', 415: 'unsupported_media_type', 422: 'The data are wrong.' }),
  },
};

/** Looks entries up. */
export const LIST_ENTRIES = {
  operationId: 'list-journal-entries',
  summary: 'What has become of entries, oldest first.',
  security: WRITE,
  parameters: [inQuery('externalId', text('Only the entry of this name.')), ...PAGING],
  responses: { 200: json('A page.', pageOf(ref('JournalEntry'))), ...LET_IN },
};

/** Looks one entry up. */
export const GET_ENTRY = {
  operationId: 'get-journal-entry',
  summary: 'What has become of one entry.',
  security: WRITE,
  parameters: [{ name: 'id', in: 'path', required: true, schema: text('Its id.') }],
  responses: { 200: json('The entry.', ref('JournalEntry')), ...LET_IN, ...refusals({ 404: 'There is none.' }) },
};

/** Tells who is calling. */
export const GET_ME = {
  operationId: 'get-me',
  summary: 'Whose token it is.',
  security: [{ oauth2: [] }],
  responses: { 200: json('The client.', ref('Me')), ...LET_IN },
};
