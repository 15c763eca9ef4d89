import { XLEDGER_OTHER_OWNER_DB_ID, XLEDGER_OWNER_DB_ID } from '../seed-xledger.ts';

/** What a token may be for: reading master data, or writing journal entries and reading what became of them. */
export const SCOPES = ['master.read', 'journal.write'] as const;

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** A client of the REST gateway; it belongs to one entity. */
export interface XledgerRestClient {
  readonly clientId: string;
  readonly secret: string;
  readonly ownerDbId: number;
  readonly scopes: readonly Scope[];
  readonly disabled: boolean;
}

const client = (name: string, more: Partial<XledgerRestClient> = {}): XledgerRestClient => ({
  clientId: `bilag-${name}`,
  // A colon, a plus and a percent sign, so that a client that does not encode them is found out.
  secret: `mock:rest+${name}%1`,
  ownerDbId: XLEDGER_OWNER_DB_ID,
  scopes: SCOPES,
  disabled: false,
  ...more,
});

/** The clients of the REST gateway; invented. */
export const XLEDGER_REST_CLIENTS = {
  full: client('full'),
  readOnly: client('read-only', { scopes: ['master.read'] }),
  disabled: client('disabled', { disabled: true }),
  otherEntity: client('other-entity', { ownerDbId: XLEDGER_OTHER_OWNER_DB_ID }),
} as const satisfies Record<string, XledgerRestClient>;
