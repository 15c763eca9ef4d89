import { isApprovedFile } from '../domain/attachment.ts';
import type { EntryFailure } from '../domain/outbox-entry.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { FetchOutcome, ReceiptSource } from '../ports/receipt-source.ts';
import type { DueReceipt } from '../ports/receipt-store.ts';
import { withinDeadline } from './within-deadline.ts';

/** The longest one fetch may take, in milliseconds. */
export const fetchDeadlineMs = 30_000;

/** The approved file, or why there is none. */
export type ApprovedFile =
  | { readonly kind: 'approved'; readonly content: Uint8Array }
  | { readonly kind: 'changed'; readonly failure: EntryFailure }
  | { readonly kind: 'unavailable'; readonly failure: EntryFailure; readonly afterMs?: number };

interface FetchPorts {
  readonly source: ReceiptSource;
  readonly clock: Clock;
  /** Gives the fetch up. */
  readonly stop?: AbortSignal | undefined;
}

/** Fetches a receipt's file and makes sure that it is the approved one, to the byte. */
export async function fetchReceipt({ url, attachment }: DueReceipt, ports: FetchPorts): Promise<ApprovedFile> {
  const fetched = await ask(url, attachment.sizeBytes, ports);
  if (fetched.kind === 'unavailable') return fetched;
  const isApproved = fetched.kind === 'fetched' && (await isApprovedFile(fetched.content, attachment));
  return isApproved ? { kind: 'approved', content: fetched.content } : changed;
}

async function ask(url: string, maxBytes: number, { source, clock, stop }: FetchPorts): Promise<FetchOutcome> {
  try {
    return await withinDeadline(clock, fetchDeadlineMs, (signal) => source.fetch(url, { maxBytes }, { signal }), stop);
  } catch (error) {
    const late = error instanceof SyncError && error.code === 'ERP_TIMEOUT';
    const message = late ? 'The file was not served in time.' : 'The file could not be fetched.';
    return { kind: 'unavailable', failure: { code: 'RECEIPT_UNAVAILABLE', message } };
  }
}

const changed: ApprovedFile = {
  kind: 'changed',
  failure: { code: 'RECEIPT_CHANGED', message: 'The file at its address is not the one that was approved.' },
};
