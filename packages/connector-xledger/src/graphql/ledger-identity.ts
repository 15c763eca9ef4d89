import { type LedgerIdentity, SyncError } from '@bilag/core';
import { idAt, type JsonObject, objectAt, textAt } from '../json.ts';
import type { Errand } from './errand.ts';
import type { XledgerSettings } from './xledger-config.ts';

/** Asked along with a list: whose books the token opens. */
export function checkLedger(settings: XledgerSettings): Errand {
  return {
    along: 'viewer { entity { ownerDbId } }',
    onFirstPage: (data) => void namedLedgerOf(entityOf(data), settings),
  };
}

/** @throws {SyncError} `ERP_REFUSED` when the token belongs to no entity. */
export function entityOf(data: JsonObject): JsonObject {
  const entity = objectAt(objectAt(data, 'viewer') ?? {}, 'entity');
  if (entity === undefined) throw new SyncError('ERP_REFUSED', 'Xledger names no entity for this API token.');
  return entity;
}

/**
 * The entity that the token opens.
 * @throws {SyncError} `ERP_REFUSED` when the token belongs to no entity.
 * @source reference of the Xledger API, section 2 (tenant identity), read 2026-11
 */
export function entityIdentity(entity: JsonObject): LedgerIdentity {
  const id = idAt(entity, 'ownerDbId');
  if (id === undefined) throw new SyncError('ERP_REFUSED', 'Xledger names no entity for this API token.');
  const company = objectAt(entity, 'company') ?? {};
  return { id, name: textAt(entity, 'description') ?? textAt(company, 'description') ?? `Xledger ${id}` };
}

/**
 * The books that the token opens: an entity, in the installation of the address. A demo is a copy of the live one, with the same entities, and other books.
 * @throws {SyncError} `ERP_WRONG_LEDGER` when the settings name another entity, as of a token that was moved to another one.
 */
export function namedLedgerOf(entity: JsonObject, { ledgerId, endpoint }: XledgerSettings): LedgerIdentity {
  const { id, name } = entityIdentity(entity);
  if (id === ledgerId) return { id: `${endpoint.host}/${id}`, name };
  const message = `The API token opens entity ${id}, the settings name ${ledgerId}.`;
  throw new SyncError('ERP_WRONG_LEDGER', message, { field: 'settings.ledgerId' });
}
