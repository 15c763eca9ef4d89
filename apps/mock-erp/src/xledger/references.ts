import { XLEDGER_KINDS, XLEDGER_SEED } from '../seed-xledger.ts';
import type { XledgerError } from './errors.ts';
import type { ResolvedReference } from './queue.ts';

/** A reference as a client sends it. */
export interface ReferenceInput {
  readonly dbId?: number | null;
  readonly dbSubId?: number | null;
  readonly code?: string | null;
  readonly ownerCode?: string | null;
  readonly description?: string | null;
  readonly showAlternatives?: 'YES' | 'NO' | null;
}

/** The row status "1"; what other values mean is not documented, here they park the row. @source xledger.md §5.2, 2026-11 */
const JOB_LEVELS: readonly ResolvedReference[] = [
  { dbId: 6001, dbSubId: 1, code: '1', description: 'Ready' },
  { dbId: 6002, dbSubId: 2, code: '2', description: 'Parked' },
];

/** Looks a reference up within the owner's data, or says that there is none. */
export function resolveReference(
  field: string,
  input: ReferenceInput,
  ownerDbId: number,
): { found: ResolvedReference } | { problem: XledgerError } {
  const candidates = candidatesFor(field, ownerDbId);
  const [key, wanted] = lookupKey(input);
  const found = candidates.find((candidate) => matchesKey(candidate, key, wanted));
  if (found !== undefined && input.showAlternatives !== 'YES') return { found };
  const message = `${field}.${key}: No value matching owner ${ownerDbId}, ${key} '${wanted}'.`;
  if (input.showAlternatives !== 'YES') return { problem: { message, extensions: { code: 'INVALID_VALUE' } } };
  const exampleValidInputs = candidates.map(({ dbId, code, description }) => ({
    dbId,
    code,
    text: description,
    ownerDbId,
  }));
  return { problem: { message, extensions: { code: 'INVALID_VALUE', exampleValidInputs } } };
}

/** Everything a field of an import row may point at. Kinds of data that this Xledger has none of match nothing. */
function candidatesFor(field: string, ownerDbId: number): readonly ResolvedReference[] {
  const owned = <T extends { readonly ownerDbId: number }>(records: readonly T[]) =>
    records.filter((record) => record.ownerDbId === ownerDbId);
  if (field.startsWith('glObject')) return slotValues(Number(field.slice(-1)), ownerDbId);
  switch (field) {
    case 'account':
      return owned(XLEDGER_SEED.accounts);
    case 'project':
      return owned(XLEDGER_SEED.projects);
    case 'subledger':
      return owned(XLEDGER_SEED.subledgers);
    case 'taxRule':
      return owned(XLEDGER_SEED.objectValues).filter((value) => value.kindDbId === XLEDGER_KINDS.taxRule);
    case 'transactionSource':
      return XLEDGER_SEED.transactionSources;
    case 'currency':
      return XLEDGER_SEED.currencies;
    case 'jobLevel':
      return JOB_LEVELS;
    case 'owner':
      return owned(XLEDGER_SEED.entities).map((entity) => ({ ...entity, dbId: entity.ownerDbId }));
    default:
      return [];
  }
}

/** The values of whichever object kind stands in this slot in the owner's set-up. */
function slotValues(slot: number, ownerDbId: number): readonly ResolvedReference[] {
  const entity = XLEDGER_SEED.entities.find((candidate) => candidate.ownerDbId === ownerDbId);
  const kindDbId = entity?.slots.find((candidate) => candidate.slot === slot)?.kindDbId;
  if (kindDbId === XLEDGER_KINDS.project) return candidatesFor('project', ownerDbId);
  return XLEDGER_SEED.objectValues.filter((value) => value.ownerDbId === ownerDbId && value.kindDbId === kindDbId);
}

function lookupKey(input: ReferenceInput): [key: 'dbId' | 'dbSubId' | 'code' | 'description', wanted: string] {
  if (typeof input.dbId === 'number') return ['dbId', String(input.dbId)];
  if (typeof input.dbSubId === 'number') return ['dbSubId', String(input.dbSubId)];
  const code = input.code ?? input.ownerCode;
  if (typeof code === 'string') return ['code', code];
  return ['description', input.description ?? ''];
}

function matchesKey(
  candidate: ResolvedReference,
  key: 'dbId' | 'dbSubId' | 'code' | 'description',
  wanted: string,
): boolean {
  return candidate[key] !== undefined && String(candidate[key]) === wanted;
}
