import type { Attachment } from '../domain/attachment.ts';
import type { OutboxEntry } from '../domain/outbox-entry.ts';
import { newReceiptStatus, type ReceiptStatus } from '../domain/receipt.ts';
import type { Clock } from '../ports/clock.ts';
import type { LeasedLane } from '../ports/outbox-store.ts';
import type { DueReceipt, ReceiptLog, ReceiptStore } from '../ports/receipt-store.ts';
import type { InMemoryOutboxStore } from './in-memory-outbox-store.ts';

/** A receipt as the store has it. */
export interface KeptReceipt {
  readonly organizationId: string;
  readonly recordId: string;
  readonly position: number;
  readonly status: ReceiptStatus;
  /** `null` once it has been forgotten. */
  readonly url: string | null;
}

/** Receipts in memory, beside an outbox in memory; its clock stands for the database's. */
export interface InMemoryReceiptStore extends ReceiptStore {
  /** Stores the attachments of an approval, as the approval store does. */
  add(entry: OutboxEntry, attachments: readonly Attachment[], urls: readonly string[]): void;
  /** The same approval again, with these addresses. */
  renew(recordId: string, urls: readonly string[]): void;
  receipts(): readonly KeptReceipt[];
  readonly log: readonly (ReceiptLog & { readonly recordId: string; readonly position: number })[];
}

interface Row {
  readonly organizationId: string;
  readonly recordId: string;
  readonly position: number;
  readonly attachment: Attachment;
  status: ReceiptStatus;
  url: string | null;
  urlVersion: number;
  /** Milliseconds of the clock; `null` when nothing happens by itself. */
  dueAtMs: number | null;
  sawBooked: boolean;
  /** How long after its last call everything of it has come to light. */
  settlingMs: number;
}

/** Opens a store without receipts; it passes the same contract as the one on PostgreSQL. */
export function createInMemoryReceiptStore(outbox: InMemoryOutboxStore, clock: Clock): InMemoryReceiptStore {
  const rows: Row[] = [];
  const log: (ReceiptLog & { recordId: string; position: number })[] = [];
  const restUntilMs = new Map<string, number>();
  const now = () => clock.monotonicMs();
  const entryOf = (row: Row) => outbox.entries().find(({ recordId }) => recordId === row.recordId);
  const isResting = (organizationId: string) => (restUntilMs.get(organizationId) ?? 0) > now();
  const rowsOf = (organizationId: string) => rows.filter((it) => it.organizationId === organizationId);
  const write = (row: Row, status: ReceiptStatus) => {
    row.status = status;
    row.dueAtMs = status.dueInMs === null ? null : now() + status.dueInMs;
  };
  /** Due by its own time, and its voucher lets it. That the voucher is booked is news to one that waits. */
  const isDue = (row: Row): boolean => {
    const entry = entryOf(row);
    const { state } = row.status;
    if ((entry?.state !== 'accepted' && entry?.state !== 'synced') || (state !== 'pending' && state !== 'unknown')) {
      return false;
    }
    if (entry.state === 'synced' && !row.sawBooked) {
      row.sawBooked = true;
      if (state === 'pending') row.dueAtMs = now();
    }
    return row.dueAtMs !== null && row.dueAtMs <= now();
  };
  const isOrphan = (row: Row) => row.status.state === 'sending';
  outbox.otherWork.add(
    (organizationId) => !isResting(organizationId) && rowsOf(organizationId).some((it) => isDue(it) || isOrphan(it)),
  );
  const adopt = (row: Row) => {
    const failure = { code: 'SENDER_LOST', message: 'The sender stopped before it recorded an answer.' } as const;
    row.status = { ...row.status, state: 'unknown', everInDoubt: true, failure };
    row.dueAtMs = now() + row.settlingMs;
    const { recordId, position } = row;
    const { code: errorCode, message } = failure;
    log.push({ step: 'attempt', result: 'in-doubt', errorCode, message, recordId, position });
  };
  const dueOf = (row: Row): readonly DueReceipt[] => {
    const entry = entryOf(row);
    if (entry === undefined) return [];
    const { reference, batchKey, erpReference } = entry;
    const state = entry.state === 'synced' ? 'synced' : 'accepted';
    const { organizationId, recordId, position, attachment, url, urlVersion } = row;
    return [
      {
        organizationId,
        recordId,
        position,
        attachment,
        url: url ?? '',
        urlVersion,
        voucher: { reference, batchKey, erpReference, state },
        isElsewhere: outbox.isElsewhere(entry),
        status: { ...row.status, dueInMs: 0 },
      },
    ];
  };
  const rowOf = ({ recordId, position, status }: DueReceipt): Row | undefined =>
    rows.find(
      (it) =>
        it.recordId === recordId &&
        it.position === position &&
        it.status.state === status.state &&
        it.status.attempts === status.attempts,
    );
  const keep = ({ recordId, position, organizationId, status, url }: Row) => ({
    organizationId,
    recordId,
    position,
    status,
    url,
  });

  return {
    log,
    receipts: () => rows.map(keep),
    add({ organizationId, recordId }, attachments, urls) {
      for (const [at, attachment] of attachments.entries()) {
        const names = { organizationId, recordId, position: at + 1, attachment };
        const times = { dueAtMs: 0, sawBooked: false, settlingMs: 0 };
        rows.push({ ...names, ...times, status: newReceiptStatus, url: urls[at] ?? '', urlVersion: 1 });
      }
    },
    renew(recordId, urls) {
      for (const row of rows.filter((it) => it.recordId === recordId)) {
        const { state, failure } = row.status;
        const wasServed = failure?.code === 'RECEIPT_UNAVAILABLE' || failure?.code === 'RECEIPT_CHANGED';
        const url = urls[row.position - 1] ?? '';
        if (state === 'attached' || (state === 'failed' ? !wasServed : row.url === url)) continue;
        Object.assign(row, { url, urlVersion: row.urlVersion + 1 });
        row.status = { ...row.status, fetchFailures: 0, state: state === 'failed' ? 'pending' : state };
        if (state === 'failed' || (state === 'pending' && failure?.code === 'RECEIPT_UNAVAILABLE')) row.dueAtMs = now();
      }
    },
    readDue(lane, limit) {
      if (!outbox.holds(lane)) return Promise.resolve(undefined);
      const ours = rowsOf(lane.organizationId);
      const due = isResting(lane.organizationId) ? [] : ours.filter(isDue);
      for (const row of ours.filter(isOrphan)) adopt(row);
      const inOrder = due.toSorted((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0));
      return Promise.resolve(inOrder.slice(0, limit).flatMap(dueOf));
    },
    async openAttempt(lane, { receipt, next, settlingMs }, operationMs) {
      const row = rowOf(receipt);
      if (!outbox.holds(lane) || row === undefined || !outbox.isEnabled(lane.organizationId)) return undefined;
      if (!(await outbox.renewLease(lane, operationMs + marginMs))) return undefined;
      write(row, next);
      row.settlingMs = settlingMs;
      return { sendWithinMs: operationMs };
    },
    recordOutcome(lane, { receipt, next, log: step }) {
      if (!outbox.holds(lane)) return Promise.resolve(false);
      const row = rowOf(receipt);
      if (row === undefined) throw new Error('An outcome belongs to no receipt as it was read.');
      record(row, receipt, next);
      log.push({ ...step, recordId: row.recordId, position: row.position });
      return Promise.resolve(true);
    },
    rest(lane: LeasedLane, ms) {
      if (outbox.holds(lane)) restUntilMs.set(lane.organizationId, now() + ms);
      return Promise.resolve();
    },
  };

  function record(row: Row, receipt: DueReceipt, next: ReceiptStatus): void {
    const { code } = next.failure ?? {};
    const aboutAddress = code === 'RECEIPT_UNAVAILABLE' || code === 'RECEIPT_CHANGED';
    const isStale = row.urlVersion !== receipt.urlVersion && aboutAddress && next.state !== 'unknown';
    write(row, isStale ? { ...next, state: 'pending', dueInMs: 0, fetchFailures: 0 } : next);
    if (!isStale && (next.state === 'attached' || next.state === 'failed')) row.url = null;
  }
}

/** The lease outlives a call by this much, in milliseconds. */
const marginMs = 10_000;
