/** A value as it stands in an answer. Dates are `YYYY-MM-DD`, instants ISO, enum values plain text. */
export type WireValue = string | number | boolean;

/** How a field is compared, checked and written; `enum` text is escaped on its way out. */
export interface Field {
  readonly kind: 'guid' | 'code' | 'text' | 'decimal' | 'date' | 'instant' | 'integer' | 'boolean' | 'enum';
  /** Longest text. */
  readonly length?: number;
}

/** What an entity set looks like. */
export interface EntityType {
  /** In `$metadata`, e.g. `journalLine`. */
  readonly name: string;
  /** In addresses, e.g. `journalLines`. */
  readonly set: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly navigations: readonly string[];
}

/** One record as the API shows it. */
export interface Entity {
  readonly id: string;
  readonly etag: string;
  readonly values: Readonly<Record<string, WireValue>>;
  /** What a navigation leads to; asked only for the type's own navigations. */
  readonly related?: (navigation: string) => EntitySet | undefined;
}

/** The records of one type that an address leads to. */
export interface EntitySet {
  readonly type: EntityType;
  /** True for a navigation that leads to at most one record. */
  readonly single?: boolean;
  /** Without a filter on this field only those with this value are listed. */
  readonly unlessFiltered?: { readonly field: string; readonly value: string };
  list(): readonly Entity[];
  find(id: string): Entity | undefined;
}

/** A set of records that are at hand. */
export function entitySet(type: EntityType, entities: readonly Entity[], single = false): EntitySet {
  return { type, single, list: () => entities, find: (id) => entities.find((entity) => entity.id === id) };
}

/** The id that names nothing. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The date that is none. */
export const NO_DATE = '0001-01-01';
