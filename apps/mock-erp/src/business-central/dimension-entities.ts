import type { CompanyBooks } from './company-books.ts';
import { type Entity, type EntitySet, entitySet } from './entity.ts';
import { DIMENSION_SET_LINE } from './entity-types.ts';
import { etagOf } from './etags.ts';

/** What dimension lines hang on. */
export interface DimensionParent {
  readonly id: string;
  readonly type: 'Journal Line' | 'General Ledger Entry';
  readonly version: number;
}

/** The dimension values of a line or an entry; each is known by its dimension's id. @source dynamics.md §6.6, 2026-11 */
export function dimensionSet(
  { seed }: CompanyBooks,
  parent: DimensionParent,
  dimensions: Readonly<Record<string, string>>,
): EntitySet {
  const entities = seed.dimensions.flatMap((dimension): Entity[] => {
    const value = dimension.values.find(({ code }) => code === dimensions[dimension.code]);
    if (value === undefined) return [];
    const values = {
      id: dimension.id,
      code: dimension.code,
      consolidationCode: '',
      parentId: parent.id,
      parentType: parent.type,
      displayName: dimension.displayName,
      valueId: value.id,
      valueCode: value.code,
      valueConsolidationCode: '',
      valueDisplayName: value.displayName,
    };
    return [{ id: dimension.id, etag: etagOf(parent.version), values }];
  });
  return entitySet(DIMENSION_SET_LINE, entities);
}
