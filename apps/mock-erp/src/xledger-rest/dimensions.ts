import { XLEDGER_KINDS, XLEDGER_SEED, type XledgerEntity } from '../seed-xledger.ts';

/** A dimension of an entity, with the slot of the general ledger it stands in. */
export interface Dimension {
  readonly dimension: string;
  readonly slot: number;
  readonly dimensionName: string;
  readonly kindDbId: number;
}

const NAMES = new Map<number, string>([
  [XLEDGER_KINDS.costCenter, 'COST_CENTER'],
  [XLEDGER_KINDS.project, 'PROJECT'],
]);

/** The entity of a client. */
export function entityOf(ownerDbId: number): XledgerEntity {
  const entity = XLEDGER_SEED.entities.find((candidate) => candidate.ownerDbId === ownerDbId);
  if (entity === undefined) throw new Error(`There is no entity ${ownerDbId}`);
  return entity;
}

/** The dimensions of an entity, by slot. */
export function dimensionsOf(ownerDbId: number): Dimension[] {
  return entityOf(ownerDbId).slots.map(({ slot, kindDbId, description }) => ({
    dimension: NAMES.get(kindDbId) ?? String(kindDbId),
    slot,
    dimensionName: description,
    kindDbId,
  }));
}
