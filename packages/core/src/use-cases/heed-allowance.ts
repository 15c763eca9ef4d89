import type { EntryFailure } from '../domain/outbox-entry.ts';
import type { LaneWork } from './lane-work.ts';

/** The share of each amount that is kept for looking up what is in doubt and for asking what became of what was accepted. */
const keptShare = 0.02;

/**
 * Whether the month's allowance of the organization's ERP is used up but for what is kept for vouchers in doubt: nothing new is sent then. Asked before every
 * call that sends, as one call may be many requests.
 * @source reference of the Xledger API, section 9 (monthly allowance), read 2026-11; months are counted by the calendar in Norway.
 */
export async function isAllowanceUsedUp({ lane, gateway, ports }: LaneWork): Promise<boolean> {
  const { monthlyAllowance: allowance } = gateway.traits;
  if (allowance === undefined || ports.usage === undefined) return false;
  const used = await ports.usage.currentMonth(lane.organizationId);
  return (
    used.requests >= forSending(allowance.requests) ||
    used.bytesUp >= forSending(allowance.megabytesUp * megabyte) ||
    used.bytesDown >= forSending(allowance.megabytesDown * megabyte)
  );
}

/** What is said on the record, the lane and the sync that stops because of it. */
export const allowanceUsedUp = {
  code: 'ERP_ALLOWANCE_USED_UP',
  message: 'The requests that the contract with the accounting system includes in this month are used up.',
} as const satisfies EntryFailure;

/** How long a lane rests before the month's usage is looked at again, in milliseconds. What is in doubt is asked for as often. */
export const allowanceRestMs = 15 * 60_000;

const megabyte = 1_000_000;

/** Whole requests or bytes: of a small allowance at least one is kept. */
const forSending = (included: number) => Math.floor(included * (1 - keptShare));
