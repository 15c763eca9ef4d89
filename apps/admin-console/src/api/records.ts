import type { Schemas } from '@bilag/client';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useClient } from './client.tsx';
import { liveKey, organizationKey } from './keys.ts';
import { useRefresh } from './use-refresh.ts';

/** A record in a list. */
export type RecordSummary = Schemas['RecordSummary'];
/** A record with all that was approved. */
export type RecordDetail = Schemas['RecordDetail'];
/** A decision that may be made about a record now. */
export type OpenDecision = RecordDetail['decisions'][number];
/** How far a record has come. */
export type RecordState = RecordSummary['state'];

/** Which records are listed. */
export interface RecordFilter {
  readonly state?: RecordState;
  readonly failed?: boolean;
  readonly sourceId?: string;
  /** What people know of it: how its source id begins, or a number or reference of its vouchers. */
  readonly search?: string;
  readonly kind?: RecordSummary['kind'];
  readonly receiptsFailed?: boolean;
  /** The error with which they last failed. */
  readonly code?: ErrorCode;
}

/** A code of an error. */
export type ErrorCode = NonNullable<Schemas['RetryRequest']['code']>;

/** Whether a text may be the code of an error. Which codes there are the service knows; one that it does not know it refuses. */
export const isErrorCode = (text: unknown): text is ErrorCode =>
  typeof text === 'string' && /^[A-Z][A-Z_]{1,59}$/.test(text);

/** Whether a person can do something about its voucher, or the one that takes it back: it was refused, waits for a decision, or for another try after a failure. */
export function isFailed(record: RecordSummary): boolean {
  return hasFailed(record) || (record.reversal !== null && hasFailed(record.reversal));
}

/** Whether this one voucher has. */
export function hasFailed({ state, failure }: Pick<RecordSummary, 'state' | 'failure'>): boolean {
  return state === 'rejected' || state === 'held' || (state === 'pending' && failure !== null);
}

/** The records that a filter leaves, newest first, page after page. */
export function useRecords(organizationId: string, filter: RecordFilter) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [...liveKey(organizationId), 'records', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.get('/v1/organizations/{organizationId}/records', {
        path: { organizationId },
        query: { ...filter, limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/** One record. */
export function useRecord(organizationId: string, recordId: string) {
  const client = useClient();
  return useQuery({
    queryKey: [...liveKey(organizationId), 'record', recordId],
    queryFn: ({ signal }) =>
      client.get('/v1/organizations/{organizationId}/records/{recordId}', {
        path: { organizationId, recordId },
        signal,
      }),
  });
}

/** The voucher of a record: as it was sent, or as it would be sent now; asked anew when the record has moved on. */
export function useVoucher(organizationId: string, { id: recordId, state, attempts }: RecordDetail) {
  const client = useClient();
  return useQuery({
    queryKey: [...organizationKey(organizationId), 'voucher', recordId, state, attempts],
    queryFn: ({ signal }) =>
      client.get('/v1/organizations/{organizationId}/records/{recordId}/voucher', {
        path: { organizationId, recordId },
        signal,
      }),
    retry: false,
  });
}

/** Which failed records to try again: these, or all that failed, with one error where it is named. */
export type RetrySelection = { readonly recordIds: readonly string[] } | { readonly code?: ErrorCode };

/** Tries failed records again; the answer says how many. */
export function useRetry(organizationId: string) {
  const client = useClient();
  const refresh = useRefresh(liveKey(organizationId));
  return useMutation({
    mutationFn: (selection: RetrySelection) =>
      client.post('/v1/organizations/{organizationId}/records/retry', {
        path: { organizationId },
        body: 'recordIds' in selection ? { recordIds: [...selection.recordIds] } : selection,
      }),
    onSettled: refresh,
  });
}

/** How many records «retry all» would be of. Asked anew each time, as it is what the person confirms. */
export function useFailedCount(organizationId: string, code: ErrorCode | undefined) {
  const client = useClient();
  return useQuery({
    queryKey: [...liveKey(organizationId), 'failed-count', code ?? null],
    queryFn: async () =>
      (
        await client.post('/v1/organizations/{organizationId}/records/retry', {
          path: { organizationId },
          body: { dryRun: true, ...(code === undefined ? {} : { code }) },
        })
      ).count,
    gcTime: 0,
  });
}

/** What a person decides about a record. */
export type Resolution = Schemas['Resolution'];

/** Decides about a record. */
export function useResolve(organizationId: string, recordId: string) {
  const client = useClient();
  const refresh = useRefresh(liveKey(organizationId));
  return useMutation({
    mutationFn: (resolution: Resolution) =>
      client.post('/v1/organizations/{organizationId}/records/{recordId}/resolution', {
        path: { organizationId, recordId },
        body: resolution,
      }),
    onSettled: refresh,
  });
}
