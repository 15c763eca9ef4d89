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

/** What is listed: all, those that failed, or those in one state. */
export type Show = 'all' | 'failed' | RecordState;

/** The filters of the list as its address has them. */
export interface RecordsSearch {
  readonly show?: Exclude<Show, 'all'> | undefined;
  readonly sourceId?: string | undefined;
  /** The error with which they last failed: where an alert leads. */
  readonly code?: ErrorCode | undefined;
}

/** Reads an address. What the filters cannot be is left out. */
export function recordsSearch(search: Readonly<Record<string, unknown>>): RecordsSearch {
  const show = (['failed', ...states] as const).find((it) => it === search.show);
  // A source id of digits alone arrives as a number.
  const sourceId = ['string', 'number'].includes(typeof search.sourceId) ? String(search.sourceId).trim() : '';
  return {
    ...(show === undefined ? {} : { show }),
    ...(sourceId === '' ? {} : { sourceId }),
    ...(isErrorCode(search.code) ? { code: search.code } : {}),
  };
}

/** What the API is asked for. */
export function filterOf({ show, sourceId, code }: RecordsSearch): RecordFilter {
  return {
    ...(show === undefined ? {} : show === 'failed' ? { failed: true } : { state: show }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(code === undefined ? {} : { code }),
  };
}
