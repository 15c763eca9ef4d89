import { BadRequestError } from './errors.ts';
import { type Filter, passesFilter, type XledgerNode } from './filter.ts';

/** The arguments every list takes. */
export interface ListArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly filter?: Filter | null;
  readonly orderBy?: { readonly field: string; readonly direction?: string | null } | null;
  readonly objectStatus?: 'ALL' | 'OPEN' | 'CLOSED' | null;
}

/** A page of a list. `edges` is null when the page is empty. @source xledger.md §3, 2026-11 */
export interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: XledgerNode }[] | null;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean };
}

/**
 * One page of the nodes (given by ascending dbId): `first`/`after` from the oldest on, `last`/`before` from the newest back.
 * Throws when a page of more than `pageLimit` is asked for.
 */
export function paginate(nodes: readonly XledgerNode[], args: ListArguments, pageLimit: number): Connection {
  const newestFirst = typeof args.last === 'number' || args.orderBy?.direction === 'DESC';
  const size = (newestFirst ? args.last : args.first) ?? args.first ?? pageLimit;
  if (size < 0 || size > pageLimit) throw new BadRequestError(`A page holds at most ${pageLimit} records.`);
  const cursor = readCursor(args.before ?? args.after);
  const rest = nodes.filter((node) => isBeyond(node, cursor, newestFirst) && passesFilter(node, args.filter));
  const page = (newestFirst ? rest.toReversed() : rest).slice(0, size);
  const hasMore = rest.length > page.length;
  return {
    edges: page.length === 0 ? null : page.map((node) => ({ cursor: String(node.dbId), node })),
    pageInfo: {
      hasNextPage: newestFirst ? cursor !== undefined : hasMore,
      hasPreviousPage: newestFirst ? hasMore : cursor !== undefined,
    },
  };
}

function readCursor(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new BadRequestError(`Invalid cursor '${text}'.`);
  return Number(text);
}

function isBeyond(node: XledgerNode, cursor: number | undefined, newestFirst: boolean): boolean {
  return cursor === undefined || (newestFirst ? node.dbId < cursor : node.dbId > cursor);
}
