import { type ErrorCode, isErrorCode, type RecordFilter, type RecordState } from '../../api/records.ts';

/** States to filter by. */
export const states = [
  'pending',
  'sending',
  'unknown',
  'accepted',
  'synced',
  'rejected',
  'held',
  'cancelled',
] as const satisfies readonly RecordState[];

/** Kinds to filter by. */
export const kinds = ['reimbursement', 'honorarium'] as const;

/** What is listed: all, those that failed, those with a receipt that did, or those in one state. */
export type Show = 'all' | 'failed' | 'receipts' | RecordState;

/** The filters of the list as its address has them. */
export interface RecordsSearch {
  readonly show?: Exclude<Show, 'all'> | undefined;
  /** Where other programs lead to: exactly this one. */
  readonly sourceId?: string | undefined;
  /** What somebody has typed. */
  readonly search?: string | undefined;
  readonly kind?: (typeof kinds)[number] | undefined;
  /** The error with which they last failed: where an alert leads. */
  readonly code?: ErrorCode | undefined;
}

/** Reads an address. What the filters cannot be is left out. */
export function recordsSearch(search: Readonly<Record<string, unknown>>): RecordsSearch {
  const show = (['failed', 'receipts', ...states] as const).find((it) => it === search.show);
  const kind = kinds.find((it) => it === search.kind);
  return {
    ...(show === undefined ? {} : { show }),
    ...wordOf('sourceId', search.sourceId),
    ...wordOf('search', search.search),
    ...(kind === undefined ? {} : { kind }),
    ...(isErrorCode(search.code) ? { code: search.code } : {}),
  };
}

/** One of digits alone arrives as a number. */
function wordOf(name: 'sourceId' | 'search', value: unknown): Partial<Record<typeof name, string>> {
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return word === '' ? {} : { [name]: word };
}

/** What the API is asked for. */
export function filterOf({ show, sourceId, search, kind, code }: RecordsSearch): RecordFilter {
  return {
    ...shown(show),
    ...(search === undefined ? {} : { search }),
    ...(kind === undefined ? {} : { kind }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(code === undefined ? {} : { code }),
  };
}

function shown(show: RecordsSearch['show']): RecordFilter {
  if (show === undefined) return {};
  if (show === 'failed') return { failed: true };
  return show === 'receipts' ? { receiptsFailed: true } : { state: show };
}
