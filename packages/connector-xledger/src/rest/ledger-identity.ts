import { withoutSlashAtEnd } from '@bilag/connector-http';
import { type LedgerIdentity, SyncError } from '@bilag/core';
import { type JsonObject, objectAt, textAt } from '../json.ts';
import type { RestSettings } from './rest-config.ts';

/**
 * The books that the credentials open, as `GET /v1/me` names them, at this gateway: one before a demo may name the same organisation, and has other books.
 * Gateways of one host are told apart by their paths.
 * @throws {SyncError} `ERP_WRONG_LEDGER` when the settings name another organisation, `ERP_UNAVAILABLE` when none is named.
 * @source reference of the Xledger API, section 13 (the identity to pin), read 2026-11
 */
export function ledgerOf(
  me: JsonObject,
  { ledgerId, baseUrl }: Pick<RestSettings, 'ledgerId' | 'baseUrl'>,
): LedgerIdentity {
  const organisation = objectAt(me, 'organisation') ?? {};
  const id = textAt(organisation, 'id');
  if (id === undefined) throw new SyncError('ERP_UNAVAILABLE', 'The Xledger gateway names no organisation.');
  if (ledgerId !== id) {
    const message = `The credentials open organisation ${id.slice(0, 100)}, the settings name ${ledgerId}.`;
    throw new SyncError('ERP_WRONG_LEDGER', message, { field: 'settings.ledgerId' });
  }
  const { host, pathname } = new URL(baseUrl);
  const gateway = withoutSlashAtEnd({ href: host + pathname });
  return {
    // Encoded, so that no id can be taken for the end of a path.
    id: `${gateway}/${encodeURIComponent(id.toWellFormed())}`,
    name: textAt(organisation, 'name') ?? textAt(organisation, 'code') ?? `Xledger ${id}`,
  };
}

/** What a token must allow. @source reference of the Xledger API, section 13, read 2026-11 */
const neededScopes = ['master.read', 'journal.write'] as const;

/** @throws {SyncError} `ERP_PERMISSION_DENIED`, naming what the credentials lack; a gateway that does not tell its scopes is believed. */
export function checkScopes(me: JsonObject): void {
  const given = me['scopes'];
  const scopes = typeof given === 'string' ? given.split(' ') : given;
  if (!Array.isArray(scopes)) return;
  const missing = neededScopes.filter((it) => !scopes.includes(it));
  if (missing.length === 0) return;
  throw new SyncError('ERP_PERMISSION_DENIED', `The client lacks the scope ${missing.join(' and ')}.`, {
    field: 'settings.scope',
  });
}

/**
 * A voucher’s amounts are those of the books.
 * @throws {SyncError} `INVALID_SETTINGS` when the gateway names another currency than the settings.
 */
export function checkCurrency(me: JsonObject, { currency }: Pick<RestSettings, 'currency'>): void {
  const named = textAt(me, 'currency');
  if (named === undefined || named === currency) return;
  throw new SyncError('INVALID_SETTINGS', `The organisation keeps its books in ${named.slice(0, 10)}.`, {
    field: 'settings.currency',
  });
}
