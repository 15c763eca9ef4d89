import type { Entity, EntityType, WireValue } from './entity.ts';
import { type Expand, type Query, readQuery, selectEntities } from './odata-query.ts';
import { escapeEnum } from './text-values.ts';

/** A record as JSON, with its tag, the selected fields and what is expanded. */
export function renderEntity(
  entity: Entity,
  type: EntityType,
  { select, expand }: Pick<Query, 'select' | 'expand'>,
): Record<string, unknown> {
  const names = Object.keys(type.fields).filter((name) => select === undefined || select.includes(name));
  const fields = names
    .filter((name) => name in entity.values)
    .map((name) => [name, renderValue(entity.values[name] ?? '', type.fields[name]?.kind)] as const);
  const expanded = expand.map((each) => [each.name, renderExpand(entity, each)] as const);
  return { '@odata.etag': entity.etag, ...Object.fromEntries([...fields, ...expanded]) };
}

function renderValue(value: WireValue, kind: string | undefined): WireValue {
  return kind === 'enum' ? escapeEnum(String(value)) : value;
}

function renderExpand(entity: Entity, { name, options }: Expand): unknown {
  const set = entity.related?.(name);
  if (set === undefined) return null;
  const query = readQuery(options, set.type);
  const found = selectEntities(set, query);
  const end = query.top === undefined ? undefined : query.skip + query.top;
  const rendered = found.slice(query.skip, end).map((each) => renderEntity(each, set.type, query));
  return set.single === true ? (rendered[0] ?? null) : rendered;
}
