import type { DueReceipt } from '../ports/receipt-store.ts';
import { deliverReceipt } from './deliver-receipt.ts';
import { fetchDeadlineMs } from './fetch-receipt.ts';
import { isAllowanceUsedUp } from './heed-allowance.ts';
import type { LaneWork, ReceiptPorts } from './lane-work.ts';

/** Most receipts in one turn of a lane, and after how long no further one is begun, in milliseconds: vouchers that are new must not wait for them. */
const receiptsPerTurn = 20;
const turnMs = 20_000;

/** Among how many those in doubt are looked for when the month's allowance is used up: all others wait. */
const searchedForDoubts = 500;

/** By how much the lease outlives a fetch, in milliseconds. A send extends it by itself. */
const leaseMarginMs = 10_000;

/** How long an organization's receipts are left alone when its ERP takes files from nobody, in milliseconds. */
const shortestRestMs = 10_000;

/** How long they are left alone while other lanes have all places, in milliseconds. */
const crowdedRestMs = 2_000;

/** How long a lane leaves its place to those that wait for one, in milliseconds: until they have come for it. */
const othersFirstRestMs = 3_000;

/**
 * Delivers what is due of the organization's receipts, one after the other, each as the send protocol has it: looked up when in doubt, fetched, its intent
 * committed, sent once, its outcome recorded. It changes no outbox entry and neither pauses nor rests the lane: vouchers go first and never
 * wait for a receipt that fails, be it their own or another organization's. Once the turn of the lane is over it is one.
 * @returns whether any was tried; `lost` when the lane is no longer ours: write nothing more.
 */
export async function deliverReceipts(
  work: LaneWork,
  stop?: AbortSignal,
  isTurnOver: () => boolean = () => false,
): Promise<'tried' | 'none' | 'lost'> {
  const { lane, ports } = work;
  if (ports.receipts === undefined) return 'none';
  const { store, places } = ports.receipts;
  const isUsedUp = await isAllowanceUsedUp(work);
  const read = await store.readDue(lane, isUsedUp ? searchedForDoubts : receiptsPerTurn);
  if (read === undefined) return 'lost';
  const due = isUsedUp ? read.filter(({ status }) => status.state === 'unknown') : read;
  if (due.length === 0) return 'none';
  const leave = places === undefined ? () => false : places.take();
  if (leave === undefined) {
    await store.rest(lane, crowdedRestMs);
    return 'none';
  }
  let isWanted = false;
  let end: Awaited<ReturnType<typeof deliverDue>>;
  try {
    end = await deliverDue(due, work, ports.receipts, { stop, isTurnOver });
  } finally {
    isWanted = leave();
  }
  if (end === 'tried' && isWanted) await store.rest(lane, othersFirstRestMs);
  return end === 'closed' ? 'tried' : end;
}

async function deliverDue(
  due: readonly DueReceipt[],
  work: LaneWork,
  receipts: ReceiptPorts,
  { stop, isTurnOver }: { readonly stop: AbortSignal | undefined; readonly isTurnOver: () => boolean },
): Promise<'tried' | 'none' | 'closed' | 'lost'> {
  const { lane, ports } = work;
  const begunMs = ports.clock.monotonicMs();
  let tried: 'tried' | 'none' = 'none';
  for (const receipt of due) {
    if (stop?.aborted === true || ports.clock.monotonicMs() - begunMs >= turnMs) break;
    if (receipt.status.state !== 'unknown' && (await isAllowanceUsedUp(work))) break;
    if (!(await ports.outbox.renewLease(lane, fetchDeadlineMs + leaseMarginMs))) return 'lost';
    const end = await deliverReceipt(receipt, work, receipts);
    if (end.kind === 'lost') return 'lost';
    tried = 'tried';
    if (end.kind === 'closed') {
      await receipts.store.rest(lane, Math.max(shortestRestMs, end.askedMs));
      return 'closed';
    }
    if (isTurnOver()) break;
  }
  return tried;
}
