import { isNestedDeeper } from '../nesting.ts';
import { splitOutside } from '../odata-tokens.ts';
import type { Entity, EntitySet, EntityType } from './entity.ts';
import { badRequest } from './errors.ts';
import { compare, type Filter, readFilter } from './odata-filter.ts';

/** The query options of an address or of an `$expand`. */
export interface Query {
  readonly filter: Filter | undefined;
  readonly select: readonly string[] | undefined;
  readonly expand: readonly Expand[];
  readonly orderBy: readonly { readonly name: string; readonly isDescending: boolean }[];
  readonly top: number | undefined;
  readonly skip: number;
  readonly count: boolean;
}

/** A navigation to unfold; its own options are read when its type is known. */
export interface Expand {
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
}

const KNOWN = new Set([
  '$filter',
  '$select',
  '$expand',
  '$orderby',
  '$top',
  '$skip',
  '$count',
  '$skiptoken',
  '$schemaversion',
]);

/** Beyond these the address is refused, and not followed. */
const DEEPEST_FILTER = 100;
const DEEPEST_EXPAND = 6;

/** Reads the options that begin with `$`; others are no concern of OData. @throws {BusinessCentralError} */
export function readQuery(options: ReadonlyMap<string, string>, type: EntityType): Query {
  const unknown = [...options.keys()].find((name) => name.startsWith('$') && !KNOWN.has(name));
  if (unknown !== undefined)
    throw badRequest(`The query parameter '${unknown}' is not supported.`, 'BadRequest_NotFound');
  const filter = options.get('$filter');
  refuseDepth(filter, DEEPEST_FILTER);
  refuseDepth(options.get('$expand'), DEEPEST_EXPAND);
  const allowsIn = options.get('$schemaversion') === '2.1';
  return {
    filter: filter === undefined ? undefined : readFilter(filter, type, allowsIn),
    select: readSelect(options.get('$select'), type),
    expand: splitOutside(options.get('$expand') ?? '', ',').map((text) => readExpand(text, type)),
    orderBy: splitOutside(options.get('$orderby') ?? '', ',').map((text) => readOrder(text, type)),
    top: readCount(options.get('$top'), '$top'),
    skip: readCount(options.get('$skip'), '$skip') ?? 0,
    count: options.get('$count') === 'true',
  };
}

/** The records that pass the filter, in order; `$top` and `$skip` are left to paging. */
export function selectEntities(set: EntitySet, { filter, orderBy }: Query): readonly Entity[] {
  const listed = listedIn(set, filter);
  const passing = filter === undefined ? listed : listed.filter((entity) => filter.passes(entity));
  if (orderBy.length === 0) return passing;
  return passing.toSorted((a, b) => {
    const orders = orderBy.map(({ name, isDescending }) => {
      const order = compare(a.values[name] ?? '', b.values[name] ?? '');
      return isDescending ? -order : order;
    });
    return orders.find((order) => order !== 0) ?? 0;
  });
}

function listedIn(set: EntitySet, filter: Filter | undefined): readonly Entity[] {
  const { unlessFiltered } = set;
  if (unlessFiltered === undefined || filter?.fields.has(unlessFiltered.field) === true) return set.list();
  return set.list().filter(({ values }) => values[unlessFiltered.field] === unlessFiltered.value);
}

function refuseDepth(text = '', levels: number): void {
  if (isNestedDeeper(text, levels)) throw badRequest('The recursion limit has been exceeded.');
}

function readSelect(text: string | undefined, type: EntityType): string[] | undefined {
  if (text === undefined) return undefined;
  const names = splitOutside(text, ',');
  return names.includes('*') ? undefined : names.map((name) => knownProperty(name, type));
}

function readExpand(text: string, type: EntityType): Expand {
  const match = /^(\w+)(?:\((.*)\))?$/s.exec(text);
  const name = match?.[1] ?? text;
  if (!type.navigations.includes(name)) {
    throw badRequest(`Could not find a property named '${name}' on type 'Microsoft.NAV.${type.name}'.`);
  }
  const options = splitOutside(match?.[2] ?? '', ';').map((option): [string, string] => {
    const at = option.indexOf('=');
    return [option.slice(0, at).trim(), option.slice(at + 1).trim()];
  });
  return { name, options: new Map(options) };
}

function readOrder(text: string, type: EntityType) {
  const [name = '', direction = 'asc'] = text.split(/\s+/);
  return { name: knownProperty(name, type), isDescending: direction === 'desc' };
}

function knownProperty(name: string, type: EntityType): string {
  if (Object.hasOwn(type.fields, name) || type.navigations.includes(name)) return name;
  throw badRequest(`Could not find a property named '${name}' on type 'Microsoft.NAV.${type.name}'.`);
}

function readCount(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest(`Invalid value '${text}' for ${name} query option found.`);
}
