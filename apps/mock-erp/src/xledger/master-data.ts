import { XLEDGER_KINDS, XLEDGER_SEED, type XledgerEntity, type XledgerRecord } from '../seed-xledger.ts';
import type { XledgerNode } from './filter.ts';

const CHANGED_AT = '2026-01-07T09:12:44';
const KIND_NAMES = new Map<number, string>([
  [XLEDGER_KINDS.project, 'PROJECT'],
  [XLEDGER_KINDS.taxRule, 'TAX_RULE'],
  [XLEDGER_KINDS.costCenter, 'COST_CENTER'],
]);

/** An entity's data as queries answer it, each list by ascending dbId. */
export interface MasterData {
  readonly viewer: object;
  readonly accounts: readonly XledgerNode[];
  readonly objectValues: readonly XledgerNode[];
  readonly objectKinds: readonly XledgerNode[];
  readonly projects: readonly XledgerNode[];
  readonly subledgers: readonly XledgerNode[];
}

/** What the owner of a token sees. @source xledger.md §4 and §14.5, 2026-11 */
export function masterDataOf(ownerDbId: number): MasterData {
  const entity = XLEDGER_SEED.entities.find((candidate) => candidate.ownerDbId === ownerDbId);
  if (entity === undefined) throw new Error(`There is no entity ${ownerDbId}`);
  const owned = <T extends XledgerRecord>(records: readonly T[]) =>
    byDbId(
      records.filter((record) => record.ownerDbId === ownerDbId).map((record) => ({ ...record, ...common(entity) })),
    );
  const projects = owned(XLEDGER_SEED.projects).map((project) => ({ ...project }));
  const projectValues = projects.map((project) => ({
    ...project,
    kindDbId: XLEDGER_KINDS.project,
    posting: project.allowPosting,
    dateFrom: project.fromDate,
    dateTo: project.toDate,
    vatClass: undefined,
  }));
  return {
    viewer: { entity: viewedEntity(entity) },
    accounts: owned(XLEDGER_SEED.accounts).map((account) => ({
      ...account,
      cost: !account.balanceSheet,
      revenue: false,
    })),
    objectValues: byDbId([...owned(XLEDGER_SEED.objectValues), ...projectValues]).map((value) => ({
      ...value,
      objectKindDbId: value.kindDbId,
      objectKind: objectKind(value.kindDbId),
      code2: value.vatClass === undefined ? null : { name: value.vatClass },
    })),
    objectKinds: [...KIND_NAMES.keys()].map(objectKind).toSorted((a, b) => a.dbId - b.dbId),
    projects,
    subledgers: owned(XLEDGER_SEED.subledgers).map(({ ledgerType, ...subledger }) => ({
      ...subledger,
      ledgerType: { name: ledgerType },
    })),
  };
}

function common(entity: XledgerEntity) {
  const owner = { dbId: entity.ownerDbId, code: entity.code, description: entity.description };
  return { owner, createdAt: CHANGED_AT, modifiedAt: CHANGED_AT };
}

function viewedEntity(entity: XledgerEntity) {
  const { ownerDbId, code, description, companyDbId, companyNumber } = entity;
  return {
    ownerDbId,
    code,
    description,
    company: { dbId: companyDbId, companyNumber, description },
    glSetupEntries: entity.slots.map((slot) => ({
      field: { name: `GL_OBJECT_${slot.slot}` },
      fieldObject: { code: String(slot.slot), description: slot.description, objectKind: objectKind(slot.kindDbId) },
    })),
  };
}

function objectKind(dbId: number) {
  return { dbId, name: KIND_NAMES.get(dbId) };
}

function byDbId<T extends { readonly dbId: number }>(records: readonly T[]): T[] {
  return records.toSorted((a, b) => a.dbId - b.dbId);
}
