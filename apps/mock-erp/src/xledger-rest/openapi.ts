import { ENTRY, ERRORS, ME, TOKEN, TOKEN_ERROR } from './answer-schemas.ts';
import type { Scope } from './clients.ts';
import { MASTER_LISTS } from './list-schemas.ts';
import { NEW_ENTRY } from './new-entry.ts';
import { CREATE_ENTRY, GET_ENTRY, GET_ME, LIST_ENTRIES, listOf, TOKEN_ENDPOINT } from './openapi-operations.ts';

const lists = Object.entries(MASTER_LISTS);

const SCOPES = {
  'master.read': 'Reading master data.',
  'journal.write': 'Writing journal entries and reading what became of them.',
} as const satisfies Record<Scope, string>;

/** The OpenAPI document of the gateway, made of the schemas that validate. */
export const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'Xledger, REST profile',
    version: '1.0.0',
    description:
      'A contract of our own in front of Xledger: OAuth2, master data and journal entries. Nothing in it is Xledger’s.',
  },
  servers: [{ url: '/xledger/rest' }],
  paths: {
    '/oauth2/token': { post: TOKEN_ENDPOINT },
    '/v1/me': { get: GET_ME },
    ...Object.fromEntries(lists.map(([path, { row }]) => [`/v1/${path}`, { get: listOf(path, row) }])),
    '/v1/journal-entries': { get: LIST_ENTRIES, post: CREATE_ENTRY },
    '/v1/journal-entries/{id}': { get: GET_ENTRY },
  },
  components: {
    schemas: {
      NewJournalEntry: NEW_ENTRY,
      JournalEntry: ENTRY,
      Me: ME,
      Token: TOKEN,
      TokenError: TOKEN_ERROR,
      Errors: ERRORS,
      ...Object.fromEntries(lists.map(([, { row, schema }]) => [row, schema])),
    },
    securitySchemes: {
      oauth2: {
        type: 'oauth2',
        flows: {
          clientCredentials: {
            tokenUrl: '/xledger/rest/oauth2/token',
            scopes: SCOPES,
          },
        },
      },
    },
  },
};
