import { erpFileName } from '../domain/attachment.ts';
import type { EntryFailure } from '../domain/outbox-entry.ts';
import { mustFindReceipt, receiptAfter } from '../domain/receipt.ts';
import { SyncError } from '../errors/sync-error.ts';
import type { AttachOutcome, FindReceiptOutcome, ReceiptDesk, ReceiptKey } from '../ports/receipt-desk.ts';
import type { DueReceipt, ReceiptLog } from '../ports/receipt-store.ts';
import { fetchReceipt } from './fetch-receipt.ts';
import type { LaneWork, ReceiptPorts } from './lane-work.ts';
import {
  closesDesk,
  eventOfAttach,
  eventOfFetch,
  eventOfFindReceipt,
  logOfReceipt,
  type ReceiptAnswer,
} from './receipt-events.ts';
import { stopwatch } from './stopwatch.ts';
import { withinDeadline } from './within-deadline.ts';

/** How one receipt ended. `closed`: the ERP takes files from nobody now; the wait it asked for is in milliseconds. */
export type ReceiptEnd =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'closed'; readonly askedMs: number };

/** The longest one look-up and one send may take, in milliseconds. A send never takes longer than the ERP's longest operation. */
const findDeadlineMs = 30_000;
const longestAttachMs = 60_000;

/** One receipt in one turn. */
interface Step extends ReceiptPorts {
  readonly receipt: DueReceipt;
  readonly work: LaneWork;
}

/** Takes one receipt as far as it gets now. Whatever goes wrong is recorded as its own outcome. */
export async function deliverReceipt(receipt: DueReceipt, work: LaneWork, ports: ReceiptPorts): Promise<ReceiptEnd> {
  const step = { receipt, work, ...ports };
  const desk = work.gateway.receipts;
  const obstacle = obstacleTo(receipt, desk);
  if (obstacle !== undefined) return await record(step, 'attempt', { type: 'rejected', failure: obstacle });
  if (desk === undefined) return goOn;
  const lookUp = mustFindReceipt(receipt.status) ? await lookUpOnce(step, desk) : 'not-needed';
  if (typeof lookUp === 'object') return await record(step, 'look-up', lookUp);
  const file = await fetchReceipt(receipt, { source: ports.source, clock: work.ports.clock, stop: work.stop });
  // What was given up says nothing of the file, and no send begins any more.
  if (work.stop?.aborted === true) return goOn;
  if (file.kind !== 'approved') return await record(step, 'fetch', eventOfFetch(file, work.ports.random.next()));
  return await send(step, desk, lookUp, file.content);
}

const goOn = { kind: 'go-on' } as const;
const lost = { kind: 'lost' } as const;

/** Intent, send once, record. */
async function send(step: Step, desk: ReceiptDesk, lookUp: 'absent' | 'not-needed', content: Uint8Array) {
  const { receipt, store, work } = step;
  const { lane, gateway, integration, ports } = work;
  const { configVersion, credentialVersion } = integration;
  const next = receiptAfter(receipt.status, { type: 'intent', lookUp });
  const sinceBegun = stopwatch(ports.clock);
  const operationMs = Math.min(gateway.traits.longestOperationMs, longestAttachMs);
  // Whatever is declared, the call is not over before it has ended.
  const settlingMs = Math.max(gateway.traits.settlingMs, operationMs);
  const intent = { receipt, next, configVersion, credentialVersion, settlingMs };
  const grant = await store.openAttempt(lane, intent, operationMs);
  if (grant === undefined) return lost;
  const leftMs = grant.sendWithinMs - sinceBegun();
  const answer = await attachOnce(receipt, content, desk, leftMs, work);
  const askedMs = answer.kind === 'retry' ? (answer.afterMs ?? 0) : 0;
  return await record(
    { ...step, receipt: { ...receipt, status: next } },
    'attempt',
    eventOfAttach(answer, chance(work)),
    askedMs,
  );
}

const chance = ({ gateway, ports }: LaneWork) => ({
  settlingMs: gateway.traits.settlingMs,
  random: ports.random.next(),
});

async function record(
  { receipt, store, work }: Step,
  what: ReceiptLog['step'],
  event: ReceiptAnswer,
  askedMs = 0,
): Promise<ReceiptEnd> {
  const next = receiptAfter(receipt.status, event);
  const log = logOfReceipt(what, event, next.state === 'failed');
  if (!(await store.recordOutcome(work.lane, { receipt, next, log }))) return lost;
  const isOver = next.state === 'failed' || next.state === 'attached';
  return !isOver && next.failure !== null && closesDesk(next.failure) ? { kind: 'closed', askedMs } : goOn;
}

/** Why this receipt cannot be delivered through this door, before anything is fetched or sent. */
function obstacleTo(receipt: DueReceipt, desk: ReceiptDesk | undefined): EntryFailure | undefined {
  const { status, attachment, isElsewhere } = receipt;
  const mayBeThere = status.state === 'unknown';
  if (isElsewhere) {
    const message = 'Its voucher lies in other books than those connected now.';
    return { code: mayBeThere ? 'RECEIPT_IN_DOUBT' : 'RECEIPT_REFUSED', message };
  }
  if (desk === undefined) {
    const message = 'The accounting system takes no files through this connector.';
    return { code: mayBeThere ? 'RECEIPT_IN_DOUBT' : 'RECEIPTS_NOT_TAKEN', message };
  }
  if (mayBeThere || attachment.sizeBytes <= desk.maxBytes) return undefined;
  return { code: 'RECEIPT_TOO_LARGE', message: `The accounting system takes files of up to ${desk.maxBytes} bytes.` };
}

const keyOf = ({ voucher, position, attachment }: DueReceipt): ReceiptKey => ({
  voucher,
  position,
  fileName: erpFileName(voucher.reference, position, attachment.mediaType),
});

/** One question: what it means, or `absent`. */
async function lookUpOnce({ receipt, work }: Step, desk: ReceiptDesk): Promise<ReceiptAnswer | 'absent'> {
  return eventOfFindReceipt(await findOnce(receipt, desk, work), chance(work)) ?? 'absent';
}

/** Silence never clears a doubt. */
async function findOnce(
  receipt: DueReceipt,
  desk: ReceiptDesk,
  { ports, stop }: LaneWork,
): Promise<FindReceiptOutcome> {
  try {
    return await withinDeadline(ports.clock, findDeadlineMs, (signal) => desk.find(keyOf(receipt), { signal }), stop);
  } catch (error) {
    const { code, message } = SyncError.from(error);
    return { kind: 'cannot-tell', failure: { code, message } };
  }
}

/** One call, once. Whatever goes wrong after its start leaves the receipt in doubt. */
async function attachOnce(
  receipt: DueReceipt,
  content: Uint8Array,
  desk: ReceiptDesk,
  leftMs: number,
  { ports, giveUp }: LaneWork,
): Promise<AttachOutcome> {
  if (leftMs <= 0) {
    const failure = { code: 'ERP_UNAVAILABLE', message: 'The lease was too short; nothing was sent.' } as const;
    return { kind: 'retry', failure };
  }
  const file = { ...keyOf(receipt), mediaType: receipt.attachment.mediaType, content };
  try {
    return await withinDeadline(ports.clock, leftMs, (signal) => desk.attach(file, { signal }), giveUp);
  } catch (error) {
    const { code, message } = SyncError.from(error);
    return { kind: 'unknown', failure: { code, message } };
  }
}
