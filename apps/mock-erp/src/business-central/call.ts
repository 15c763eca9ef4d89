import { BusinessCentralError } from './errors.ts';

/** A call to the API: a request, or an item of a batch. */
export interface Call {
  readonly method: string;
  /** The whole address as it was called. */
  readonly url: URL;
  /** Address of the API without a slash at its end; contexts and links begin with it. */
  readonly apiBase: string;
  readonly api: 'v2.0' | 'reportsFinance';
  readonly segments: readonly Segment[];
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** The body as it came; items of a batch have text only. */
  readonly bytes?: Buffer | undefined;
}

/** A part of the path: `journals(2f90…)` has a key, `journals` none. */
export interface Segment {
  readonly name: string;
  readonly key: string | undefined;
}

/** Reads the path within the API. */
export function readSegments(path: string): Segment[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([\w.$-]+)\(([^)]*)\)$/.exec(part);
      if (match === null) return { name: part, key: undefined };
      const key = (match[2] ?? '').replace(/^id=/, '').replaceAll("'", '').toLowerCase();
      return { name: match[1] ?? '', key };
    });
}

/** The key as an id. @throws {BusinessCentralError} when it is none. */
export function idIn(key: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key)) return key;
  throw new BusinessCentralError(400, 'Application_InvalidGUID', `Invalid format of GUID string. (${key})`);
}

const WRITABLE = new Set(['journals', 'journalLines', 'dimensionSetLines', 'attachments', 'attachmentContent']);
const VERBS: Readonly<Record<string, string>> = { POST: 'create', PATCH: 'update', PUT: 'update', DELETE: 'delete' };

/**
 * The stable name of what is asked for, for faults and counts: `bc.` and the set, for sets that can be written also what is
 * done (`bc.journals.create`, `bc.journalLines.list`), besides `bc.post`, `bc.batch`, `bc.metadata` and `bc.reportsFinance`.
 */
export function operationOf({ method, segments, api }: Pick<Call, 'method' | 'segments' | 'api'>): string {
  const last = segments.findLast(({ name }) => name !== '$count');
  const name = last?.name ?? 'service';
  if (name.startsWith('$')) return `bc.${name.slice(1)}`;
  if (api === 'reportsFinance') return 'bc.reportsFinance';
  if (name.includes('.')) return `bc.${name.slice(name.lastIndexOf('.') + 1).toLowerCase()}`;
  if (!WRITABLE.has(name)) return `bc.${name}`;
  return `bc.${name}.${VERBS[method] ?? (last?.key === undefined ? 'list' : 'get')}`;
}
