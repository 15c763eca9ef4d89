import { SCOPES } from './clients.ts';
import { type JsonSchema, list, record, text } from './schema-parts.ts';

/** A page of a list. */
export function pageOf(row: JsonSchema): JsonSchema {
  const nextCursor = { type: ['string', 'null'], description: 'Where the next page begins. Null: there is none.' };
  return record({ items: list(row), nextCursor });
}

/** Who is calling. */
export const ME: JsonSchema = record({
  clientId: text('The client.'),
  organisation: record({
    id: text('Xledger’s id.'),
    code: text('Code.'),
    name: text('Name.'),
    companyNumber: text('Registered number.'),
  }),
  scopes: list({ enum: SCOPES }),
  currency: text('Company currency, ISO 4217.'),
});

const PROBLEM = record({
  path: text('JSON pointer into the body; empty for the whole of it, or for what is not in it.', {
    examples: ['/lines/0/account'],
  }),
  code: text('What is wrong, for programs.', { examples: ['unknown_account'] }),
  message: text('What is wrong, for people.'),
});

/** What a call is refused with. */
export const ERRORS: JsonSchema = record({ errors: { ...list(PROBLEM), minItems: 1 } });

/** What has become of an entry. */
export const ENTRY: JsonSchema = record(
  {
    id: text('Its id here.', { examples: ['je_55012001'] }),
    externalId: text('Your name for it.'),
    voucherNo: { type: 'integer', description: 'Imported voucher number.' },
    status: { enum: ['queued', 'booked', 'rejected'] },
    transactionNumber: { type: 'integer', description: 'Xledger’s number; once booked.' },
    errors: { ...list(PROBLEM), description: 'Why it was not booked; while rejected.' },
    createdAt: text('When it was accepted.', { format: 'date-time' }),
  },
  ['transactionNumber', 'errors'],
);

/** A token. */
export const TOKEN: JsonSchema = record({
  access_token: text('Send it as `Authorization: Bearer`.'),
  token_type: { const: 'Bearer' },
  expires_in: { type: 'integer', description: 'Seconds.' },
  scope: text('What it is for, separated by spaces.'),
});

/** Why there is no token. @source RFC 6749 §5.2 */
export const TOKEN_ERROR: JsonSchema = record({
  error: { enum: ['invalid_request', 'invalid_client', 'invalid_scope', 'unsupported_grant_type'] },
  error_description: text('What is wrong, for people.'),
});
