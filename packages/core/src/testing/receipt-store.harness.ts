import { type DeliveryStatus, type OutboxEntry, transition } from '../domain/outbox-entry.ts';
import { mustFindReceipt, type ReceiptEvent, type ReceiptState, receiptAfter } from '../domain/receipt.ts';
import type { LeasedLane, OutboxStore } from '../ports/outbox-store.ts';
import type { DueReceipt, ReceiptLog, ReceiptStore } from '../ports/receipt-store.ts';
import { leaseOne, outcomeOf, sendAll } from './outbox-store.harness.ts';

/** A receipt as it lies in the store. */
export interface SeenReceipt {
  readonly position: number;
  readonly state: ReceiptState;
  readonly attempts: number;
  readonly failureCode: string | null;
  readonly url: string | null;
}

/** What the contract needs of the place where receipts are kept. Every test opens an empty one. Times leave some seconds on both sides of a limit. */
export interface ReceiptStoreHarness {
  readonly outbox: OutboxStore;
  readonly receipts: ReceiptStore;
  /** Stores an approval of an organization, which is created with an enabled integration of version 1, with so many attachments. */
  readonly approve: (organizationId: string, attachments: number) => Promise<OutboxEntry>;
  /** The same approval again, its attachments at these addresses. */
  readonly approveAgain: (entry: OutboxEntry, urls: readonly string[]) => Promise<void>;
  readonly passTime: (ms: number) => Promise<void>;
  readonly setEnabled: (organizationId: string, enabled: boolean) => Promise<void>;
  readonly entryOf: (entry: OutboxEntry) => Promise<OutboxEntry | undefined>;
  /** In order of position. */
  readonly receiptsOf: (entry: OutboxEntry) => Promise<readonly SeenReceipt[]>;
  /** What the sync log has under the action `receipt`, oldest first. */
  readonly logOf: (entry: OutboxEntry) => Promise<readonly Pick<ReceiptLog, 'step' | 'result' | 'errorCode'>[]>;
  readonly close: () => Promise<void>;
}

/** The settling time in these tests, in milliseconds. */
export const settlingMs = 100_000;

const voucherFailure = { code: 'ERP_IMPORT_REFUSED', message: 'No.' } as const;
const failure = { code: 'ERP_UNAVAILABLE', message: 'Not now.' } as const;
const notServed = { code: 'RECEIPT_UNAVAILABLE', message: 'Not served.' } as const;
const refused = { code: 'RECEIPT_REFUSED', message: 'No.' } as const;

/** What may become of a receipt. */
export const meets = {
  attached: { type: 'attached' },
  refused: { type: 'rejected', failure: refused },
  changed: { type: 'rejected', failure: { code: 'RECEIPT_CHANGED', message: 'Another file.' } },
  waits: (ms: number) => ({ type: 'not-attached', failure, random: 0, retryAfterMs: ms }) as const,
  notServed: (ms: number) => ({ type: 'not-fetched', failure: notServed, random: 0, retryAfterMs: ms }) as const,
  lost: { type: 'reply-lost', failure, settlingMs },
} as const satisfies Record<string, ReceiptEvent | ((ms: number) => ReceiptEvent)>;

/** What may become of a voucher that is being sent, or was accepted. */
export const becomes = {
  accepted: (entry: OutboxEntry) => transition(entry, { type: 'accepted', erpReference: 'Q-1', pollMs: 10_000_000 }),
  synced: (entry: OutboxEntry) => transition(entry, { type: 'booked', erpReference: '4711' }),
  rejected: (entry: OutboxEntry) => transition(entry, { type: 'rejected', failure: voucherFailure }),
  refusedThere: (entry: OutboxEntry) => transition(entry, { type: 'refused-there', failure: voucherFailure }),
};

/** Leases the lane and sends its vouchers, which all become this. */
export async function sendVouchers(
  { outbox }: ReceiptStoreHarness,
  outcome: (entry: OutboxEntry) => DeliveryStatus,
): Promise<LeasedLane> {
  const lane = await leaseOne(outbox);
  await sendAll(outbox, lane, outcome);
  return lane;
}

/** Records of an accepted voucher what its ERP says of it now. */
export async function hearOf(
  { outbox, entryOf }: ReceiptStoreHarness,
  lane: LeasedLane,
  entry: OutboxEntry,
  outcome: (entry: OutboxEntry) => DeliveryStatus,
): Promise<void> {
  const now = await entryOf(entry);
  if (now === undefined) throw new Error('There is no such entry.');
  if (!(await outbox.recordOutcomes(lane, [outcomeOf(now, outcome(now))]))) throw new Error('The lane was lost.');
}

/** The receipts that are due now, of a lane that is ours. */
export async function dueOf(harness: ReceiptStoreHarness, lane: LeasedLane): Promise<readonly DueReceipt[]> {
  const due = await harness.receipts.readDue(lane, 100);
  if (due === undefined) throw new Error('The lane is no longer ours.');
  return due;
}

/** The first receipt that is due. */
export async function firstDueOf(harness: ReceiptStoreHarness, lane: LeasedLane): Promise<DueReceipt> {
  const [first] = await dueOf(harness, lane);
  if (first === undefined) throw new Error('No receipt is due.');
  return first;
}

/** The intent to send a receipt; one in doubt counts as looked up. */
export function intentTo(receipt: DueReceipt) {
  const lookUp = mustFindReceipt(receipt.status) ? 'absent' : 'not-needed';
  const next = receiptAfter(receipt.status, { type: 'intent', lookUp });
  return { receipt, next, configVersion: 1, credentialVersion: 1, settlingMs };
}

/** Opens an attempt and answers with the receipt as it is then. */
export async function beginSending(
  { receipts }: ReceiptStoreHarness,
  lane: LeasedLane,
  receipt: DueReceipt,
): Promise<DueReceipt> {
  const intent = intentTo(receipt);
  if ((await receipts.openAttempt(lane, intent, 1_000)) === undefined) throw new Error('No attempt was opened.');
  return { ...receipt, status: intent.next };
}

/** Records what became of a receipt. */
export function tell(
  { receipts }: ReceiptStoreHarness,
  lane: LeasedLane,
  receipt: DueReceipt,
  event: ReceiptEvent,
): Promise<boolean> {
  const next = receiptAfter(receipt.status, event);
  const result = next.state === 'attached' ? 'succeeded' : 'retrying';
  const log = { step: 'attempt', result, errorCode: next.failure?.code ?? null, message: null } as const;
  return receipts.recordOutcome(lane, { receipt, next, log });
}
