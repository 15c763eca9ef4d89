import { transition } from '../domain/outbox-entry.ts';
import type { DueEntry, EntryOutcome } from '../ports/outbox-store.ts';
import { logOfEvent } from './delivery-events.ts';
import { allowanceUsedUp } from './heed-allowance.ts';
import { isReadUnderOthers, type LaneWork } from './lane-work.ts';
import { lookUpEntries } from './look-up-entries.ts';
import { recallEntries } from './recall-entries.ts';

/**
 * Asks the ERP what became of vouchers that are in doubt or accepted, and sends nothing: what is surely absent waits as a new one does, with its attempts as
 * they were. So nothing is left hanging while the month's allowance is used up.
 * @returns whether there may be more of them; `undefined` when the lane is no longer ours.
 */
export async function settleDoubts(work: LaneWork, limit: number): Promise<boolean | undefined> {
  const { lane, ports } = work;
  const due = (await ports.outbox.readInDoubt(lane, limit)).filter(isInDoubt);
  if (due.length === 0) return false;
  if (due.some((it) => isReadUnderOthers(it, work))) return true;
  const verdict = await lookUpEntries(due, work);
  if (verdict === undefined) return undefined;
  const recalled = recallEntries(due, verdict);
  const absent = recalled.rest.filter(({ entry }) => verdict.absent.has(entry.reference));
  const outcomes = [...verdict.outcomes, ...recalled.outcomes, ...absent.map(putBack)];
  if (outcomes.length > 0 && !(await ports.outbox.recordOutcomes(lane, outcomes))) return undefined;
  return due.length === limit;
}

const isInDoubt = ({ entry: { state } }: DueEntry) => state === 'unknown' || state === 'accepted';

function putBack({ entry }: DueEntry): EntryOutcome {
  const event = { type: 'held-back', failure: allowanceUsedUp, lookUp: 'absent', waitMs: 0 } as const;
  return { entry, next: transition(entry, event), log: logOfEvent('look-up', event) };
}
