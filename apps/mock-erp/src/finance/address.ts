import { FINANCE_TYPES, type FinanceType } from './entity-types.ts';
import { FinanceError, noSuchSegment } from './errors.ts';
import { type FinanceKey, readKey } from './keys.ts';

/** A call: a request, or an item of a batch. */
export interface FinanceCall {
  readonly method: string;
  readonly url: URL;
  /** Address of the environment without a slash at its end, e.g. `https://127.0.0.1:4011/finance`. */
  readonly base: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What an address leads to. */
export type FinanceTarget =
  | { readonly kind: 'service' | 'metadata' | 'batch' }
  | { readonly kind: 'custom-service'; readonly path: string }
  | { readonly kind: 'set'; readonly type: FinanceType; readonly key?: FinanceKey; readonly asksCount: boolean };

/** Reads the path within the environment. @throws {FinanceError} where it leads nowhere. @source dynamics.md §15.1, 2026-11 */
export function readTarget({ url, base }: Pick<FinanceCall, 'url' | 'base'>): FinanceTarget {
  const parts = url.href
    .slice(base.length)
    .replace(/[?#].*$/s, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const [root = '', first, ...others] = parts;
  if (root === 'api' && first === 'services') return { kind: 'custom-service', path: others.join('/') };
  if (root !== 'data') throw noSuchSegment(root);
  if (first === undefined) return { kind: 'service' };
  if (first === '$metadata') return { kind: 'metadata' };
  if (first === '$batch') return { kind: 'batch' };
  return readSet(first, others);
}

/**
 * The stable name of what is asked for, for faults and counts: `finance.` and the set with `.list`, `.get`, `.create`, `.update`
 * or `.delete`, besides `finance.service`, `finance.metadata`, `finance.batch`, `finance.custom-service` and `finance.other`.
 */
export function financeOperationOf(method: string, target: FinanceTarget | undefined): string {
  if (target === undefined) return 'finance.other';
  if (target.kind !== 'set') return `finance.${target.kind}`;
  const verb = VERBS[method] ?? (target.key === undefined ? 'list' : 'get');
  return `finance.${target.type.set}.${verb}`;
}

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PATCH: 'update', PUT: 'update', DELETE: 'delete' };

function readSet(first: string, others: readonly string[]): FinanceTarget {
  const [, name = '', keyText] = /^([\w.]+)(?:\((.*)\))?$/s.exec(first) ?? [];
  const type = FINANCE_TYPES.find(({ set }) => set === name);
  if (type === undefined) throw noSuchSegment(name === '' ? first : name);
  const asksCount = keyText === undefined && others[0] === '$count';
  // There are no navigations, no property addresses and no actions: none that posts, above all.
  if (others.length > Number(asksCount)) throw noSuchSegment(others[0] ?? '');
  return keyText === undefined
    ? { kind: 'set', type, asksCount }
    : { kind: 'set', type, asksCount, key: readKey(keyText, type) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new FinanceError(400, 'The request URI is not valid.');
  }
}
