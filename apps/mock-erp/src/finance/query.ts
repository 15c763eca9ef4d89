import { splitOutside } from '../odata-tokens.ts';
import type { FinanceRow, FinanceType } from './entity-types.ts';
import { FinanceError, noSuchProperty } from './errors.ts';
import { compareValues, type FinanceFilter, readFinanceFilter } from './filter.ts';

/** The query options of an address. */
export interface FinanceQuery {
  readonly filter: FinanceFilter | undefined;
  readonly select: readonly string[] | undefined;
  readonly orderBy: readonly { readonly name: string; readonly isDescending: boolean }[];
  readonly top: number | undefined;
  readonly skip: number;
  readonly count: boolean;
  /** Whether rows of all companies are meant. */
  readonly crossCompany: boolean;
}

const KNOWN = ['$filter', '$select', '$expand', '$orderby', '$top', '$skip', '$count', '$skiptoken', '$format'];

/** Reads the query; what does not begin with `$` is no concern of OData, `cross-company` aside. @throws {FinanceError} */
export function readFinanceQuery(options: URLSearchParams, type: FinanceType): FinanceQuery {
  const unknown = [...options.keys()].find((name) => name.startsWith('$') && !KNOWN.includes(name));
  if (unknown !== undefined) throw new FinanceError(400, `The query parameter '${unknown}' is not supported.`);
  const navigation = splitOutside(options.get('$expand') ?? '', ',')[0];
  // No entity of this sandbox has a navigation.
  if (navigation !== undefined) throw noSuchProperty(navigation, type);
  const filter = options.get('$filter');
  const select = options.get('$select');
  return {
    filter: filter === null ? undefined : readFinanceFilter(filter, type),
    select: select === null || select === '*' ? undefined : splitOutside(select, ',').map((it) => known(it, type)),
    orderBy: splitOutside(options.get('$orderby') ?? '', ',').map((text) => readOrder(text, type)),
    top: readCount(options, '$top'),
    skip: readCount(options, '$skiptoken') ?? readCount(options, '$skip') ?? 0,
    count: options.get('$count') === 'true',
    crossCompany: isCrossCompany(options),
  };
}

/** Whether the request speaks of all companies. */
export function isCrossCompany(options: URLSearchParams): boolean {
  return options.get('cross-company')?.toLowerCase() === 'true';
}

/** The rows that pass the filter, in order; `$top` and `$skip` are left to paging. */
export function selectRows(rows: readonly FinanceRow[], { filter, orderBy }: FinanceQuery): readonly FinanceRow[] {
  const passing = filter === undefined ? rows : rows.filter(filter);
  if (orderBy.length === 0) return passing;
  return passing.toSorted((a, b) => {
    const orders = orderBy.map(({ name, isDescending }) => {
      const order = compareValues(a.values[name] ?? '', b.values[name] ?? '');
      return isDescending ? -order : order;
    });
    return orders.find((order) => order !== 0) ?? 0;
  });
}

function readOrder(text: string, type: FinanceType) {
  const [name = '', direction = 'asc'] = text.split(/\s+/);
  return { name: known(name, type), isDescending: direction === 'desc' };
}

function known(name: string, type: FinanceType): string {
  if (Object.hasOwn(type.fields, name)) return name;
  throw noSuchProperty(name, type);
}

function readCount(options: URLSearchParams, name: string): number | undefined {
  const text = options.get(name);
  if (text === null) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new FinanceError(400, `Invalid value '${text}' for ${name} query option found.`);
}
