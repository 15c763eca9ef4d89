import { type LedgerIdentity, SyncError } from '@bilag/core';
import { idAt, type JsonObject, objectAt, textAt } from '../json.ts';
import type { Errand } from './errand.ts';
import type { XledgerSettings } from './xledger-config.ts';

/** Asked along with a list: whose books the token opens. Nothing, when the settings pin no entity. */
export function checkLedger({ ledgerId }: XledgerSettings): Errand {
  if (ledgerId === undefined) return {};
  return { along: 'viewer { entity { ownerDbId } }', onFirstPage: (data) => void ledgerOf(entityOf(data), ledgerId) };
}

/** @throws {SyncError} `ERP_REFUSED` when the token belongs to no entity. */
export function entityOf(data: JsonObject): JsonObject {
  const entity = objectAt(objectAt(data, 'viewer') ?? {}, 'entity');
  if (entity === undefined) throw new SyncError('ERP_REFUSED', 'Xledger names no entity for this API token.');
  return entity;
}

/**
 * The identity of the books that the token opens.
 * @throws {SyncError} `ERP_WRONG_LEDGER` when the settings pin another entity.
 * @source reference of the Xledger API, section 2 (tenant identity), read 2026-11
 */
export function ledgerOf(entity: JsonObject, pinnedId: string | undefined): LedgerIdentity {
  const id = idAt(entity, 'ownerDbId');
  if (id === undefined) throw new SyncError('ERP_REFUSED', 'Xledger names no entity for this API token.');
  if (pinnedId !== undefined && pinnedId !== id) {
    throw new SyncError('ERP_WRONG_LEDGER', `The API token opens entity ${id}, the settings name ${pinnedId}.`);
  }
  const company = objectAt(entity, 'company') ?? {};
  return { id, name: textAt(entity, 'description') ?? textAt(company, 'description') ?? `Xledger ${id}` };
}
